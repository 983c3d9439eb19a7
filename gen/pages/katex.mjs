// Read one formula a line, as JSON, and answer with one line: its HTML, or what is wrong with it.
import { createInterface } from "node:readline";
import katex from "katex";

// In λ_{\max} KaTeX applies max to nothing, in a third child, which no <msub> may have:
// screen readers need not make sense of it, and Firefox writes an error for each.
const APPLIED_TO_NOTHING = /<mo>\u2061<\/mo>(?=<\/m(?:sub|sup|subsup)>)/g;

for await (const line of createInterface({ input: process.stdin })) {
  const { tex, display } = JSON.parse(line);
  try {
    const html = katex.renderToString(tex, { displayMode: display, strict: "error" });
    const answer = { html: html.replace(APPLIED_TO_NOTHING, "") };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
  }
}
