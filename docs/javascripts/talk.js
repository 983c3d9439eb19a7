// "Use in a talk": how a race or a figure, as it stands now, comes onto a slide. It is loaded when someone asks.

import { h } from "./race/dom.js";

/**
 * @typedef {object} Subject what is to be taken along
 * @property {"race" | "figure"} what
 * @property {"light" | "dark"} theme
 * @property {string} link
 * @property {(theme: string) => string} slide its address alone, to fill a frame
 * @property {(theme: string) => string} [tag] markup with its own script
 * @property {(theme: "light" | "dark") => string} [picture] the address of a picture of it as it is now
 */

const STYLE = new URL("../stylesheets/talk.css", import.meta.url).href;
const CODES = new URL("../vendor/qrcode.js", import.meta.url).href;
const PAGE = new URL("../use-in-a-talk/", import.meta.url).href;

/** @param {string} text @returns {string} for an attribute */
const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

/** @param {string} address @param {string} what @param {string} source the name of the attribute with the address */
const frame = (address, what, source) =>
  `<iframe ${source}="${quoted(address)}" title="Live ${what}" allow="fullscreen"`;

/** @param {Subject} about @param {string} theme */
const forPage = ({ slide, what }, theme) =>
  `${frame(slide(theme), what, "src")} loading="lazy" style="width:100%;aspect-ratio:16/9;border:0"></iframe>`;

/** @param {Subject} about @param {string} theme */
const forReveal = ({ slide, what }, theme) =>
  `<section>\n  ${frame(slide(theme), what, "data-src")} class="r-stretch" style="width:100%;border:0"></iframe>\n</section>`;

/** @param {Subject} about @param {string} insert how a picture is inserted @param {string} link how it gets a link */
function lines({ picture, what }, insert, link) {
  const made = picture ? "Save the picture below" : `Download the ${what}, as PNG`;
  return [
    `${made}, and insert it: ${insert}.`,
    `Select it, choose ${link}, and paste the slide's address from above.`,
    `In the show, click the picture: the live ${what} fills the browser. Alt+Tab leads back.`,
  ];
}

/**
 * Return a QR code as a drawing: dark squares on a light ground, in both palettes, as cameras want it.
 * @param {string} text @returns {Promise<SVGSVGElement>}
 */
async function drawn(text) {
  const { default: qrcode } = await import(CODES);
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  let path = "";
  for (let y = 0; y < count; y++) {
    for (let x = 0; x < count; x++) if (code.isDark(y, x)) path += `M${x + 4} ${y + 4}h1v1h-1z`;
  }
  const side = count + 8;
  const page = new DOMParser().parseFromString(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
      `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`,
    "image/svg+xml",
  );
  return /** @type {SVGSVGElement} */ (/** @type {Element} */ (page.documentElement));
}

class Talk {
  /** @param {Subject} about */
  constructor(about) {
    this.about = about;
    this.theme = "dark"; // most rooms are
    this.said = h("p", { class: "said", role: "status" });
    /** @type {(() => void)[]} what follows the palette */
    this.following = [];
    this.dialog = h("dialog", { "aria-labelledby": "title" }, ...this.content());
    const style = h("link", { rel: "stylesheet", href: STYLE, onload: () => this.dialog.showModal() });
    this.host = h("div", { class: "use-in-a-talk" });
    this.host.style.colorScheme = about.theme;
    this.host.attachShadow({ mode: "open" }).append(style, this.dialog);
    this.dialog.addEventListener("close", () => this.host.remove());
    // A click beside it closes it. A deck or a page around hears nothing of its keys.
    this.dialog.addEventListener("click", ({ target }) => target === this.dialog && this.dialog.close());
    for (const kind of ["keydown", "keypress", "keyup"]) {
      this.host.addEventListener(kind, (event) => event.stopPropagation());
    }
    document.body.append(this.host);
    for (const follow of this.following) follow();
  }

  content() {
    const { about } = this;
    const close = h("button", { type: "button", class: "close", "aria-label": "Close" }, "✕");
    close.addEventListener("click", () => this.dialog.close());
    const present = h("button", { type: "button", class: "present" }, "Present in full screen");
    present.addEventListener("click", () => {
      this.dialog.close();
      this.present();
    });
    return [
      h("header", {}, h("h2", { id: "title" }, "Use in a talk"), close),
      h("p", {}, `All of these open the ${about.what} as it is set now.`),
      h("div", { class: "row" }, present, this.palettes()),
      h("div", { class: "links" }, this.addresses(), this.code()),
      this.way(
        "A frame in any page, 16:9",
        this.copied((theme) => forPage(about, theme)),
      ),
      about.tag ? this.way("One script tag in any page", this.copied(about.tag)) : "",
      this.way(
        "reveal.js",
        this.copied((theme) => forReveal(about, theme)),
      ),
      this.way("PowerPoint", ...this.pictured("Insert › Pictures", "Insert › Link")),
      this.way("Google Slides", ...this.pictured("Insert › Image › Upload", "Insert › Link")),
      h("footer", {}, h("a", { href: PAGE, target: "_blank", rel: "noopener" }, "Keys, messages and more"), this.said),
    ];
  }

  palettes() {
    const radios = ["dark", "light"].map((value) => {
      const radio = h("input", { type: "radio", name: "theme", value, checked: value === this.theme });
      radio.addEventListener("change", () => {
        this.theme = value;
        for (const follow of this.following) follow();
      });
      return h("label", {}, radio, value);
    });
    return h("fieldset", {}, h("legend", {}, "Slide:"), ...radios);
  }

  addresses() {
    const { about } = this;
    return h(
      "div",
      {},
      this.address("Link", () => about.link),
      this.address("Address of the slide", (theme) => about.slide(theme)),
    );
  }

  /** @param {string} words @param {(theme: string) => string} text */
  address(words, text) {
    const field = h("input", { type: "text", readOnly: true, onfocus: () => field.select() });
    this.following.push(() => {
      field.value = text(this.theme);
    });
    return h(
      "label",
      { class: "address" },
      words,
      h(
        "span",
        {},
        field,
        this.copier(words, () => field.value),
      ),
    );
  }

  /** The link for those in the room, who have their phones. */
  code() {
    const large = h("button", { type: "button", class: "qr", "aria-label": "QR code of the link, show it large" });
    large.addEventListener("click", () => {
      const now = this.dialog.classList.toggle("large");
      large.setAttribute("aria-label", `QR code of the link, show it ${now ? "small" : "large"}`);
    });
    const save = h("a", { download: "qr.svg" }, "Save the QR code");
    drawn(this.about.link).then((svg) => {
      large.replaceChildren(svg);
      save.href = `data:image/svg+xml,${encodeURIComponent(svg.outerHTML)}`;
    });
    return h("div", { class: "code" }, large, save);
  }

  /** @param {string} name @param {...(Node | string)} content */
  way(name, ...content) {
    return h("details", { name: "way" }, h("summary", {}, name), ...content);
  }

  /** @param {(theme: string) => string} text */
  copied(text) {
    const code = h("code");
    this.following.push(() => {
      code.textContent = text(this.theme);
    });
    const block = h("pre", { tabIndex: 0 }, code);
    return h(
      "div",
      { class: "copied" },
      block,
      this.copier("Code", () => code.textContent ?? ""),
    );
  }

  /** @param {string} what @param {() => string} text */
  copier(what, text) {
    const button = h("button", { type: "button", "aria-label": `Copy: ${what}` }, "Copy");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text());
        this.said.textContent = `${what}: copied.`;
      } catch {
        this.said.textContent = "This browser does not let a page copy: select the text and copy it.";
      }
    });
    return button;
  }

  /** @param {string} insert @param {string} link @returns {Node[]} */
  pictured(insert, link) {
    const { picture } = this.about;
    const steps = h("ol", {}, ...lines(this.about, insert, link).map((line) => h("li", {}, line)));
    if (!picture) return [steps];
    const save = h("a", { download: "race.png", href: "#" }, "Save the picture (PNG, 1920 pixels wide)");
    save.addEventListener("click", () => {
      save.href = picture(this.theme === "light" ? "light" : "dark");
    });
    return [steps, h("p", {}, save)];
  }

  /** Fill the screen, until Escape; where a page may not do that, fill the window. */
  present() {
    const { slide, what } = this.about;
    const screen = h("iframe", { name: "present", title: `Live ${what}`, allow: "fullscreen", src: slide(this.theme) });
    screen.style.cssText = "position:fixed;inset:0;z-index:2147483647;width:100%;height:100%;border:0";
    const ends = new AbortController();
    const leave = () => {
      ends.abort();
      screen.remove();
    };
    const { signal } = ends;
    screen.addEventListener("load", () => screen.focus(), { signal });
    document.addEventListener("fullscreenchange", () => document.fullscreenElement || leave(), { signal });
    document.addEventListener("keydown", ({ key }) => key === "Escape" && leave(), { signal });
    addEventListener(
      "message",
      ({ source, data }) => source === screen.contentWindow && data?.key === "Escape" && leave(),
      { signal },
    );
    document.body.append(screen);
    screen.requestFullscreen?.().catch(() => {}); // then it fills the window
  }
}

/** @param {Subject} about */
export const openTalk = (about) => new Talk(about);
