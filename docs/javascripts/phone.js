/** Whether the page shows the forms of figures that are made for a phone, as their pictures say. */
export const PHONE = matchMedia(document.querySelector(".figure-stage source")?.getAttribute("media") ?? "not all");
