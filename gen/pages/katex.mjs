// Read one formula a line, as JSON, and answer with one line: its HTML, or what is wrong with it.
import { createInterface } from "node:readline";
import katex from "katex";

for await (const line of createInterface({ input: process.stdin })) {
  const { tex, display } = JSON.parse(line);
  try {
    const html = katex.renderToString(tex, { displayMode: display, strict: "error" });
    process.stdout.write(`${JSON.stringify({ html })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
  }
}
