/** @param {string} text @returns {string} the text, short enough to be repeated in a sentence */
export const quote = (text) => `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
