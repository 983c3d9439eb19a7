/**
 * From a folder a browser runs scripts, but loads no module, fetches nothing and starts no worker. In the copy of the
 * site that is read without a server, gen/pages/offline.py puts at the end of this file what those would have asked for.
 */

/** @typedef {{modules: Record<string, string>, worker: string}} Brought */

const fromFolder = {
  /** What a script has brought in place of a fetched text. */
  text: "",

  /** @param {Brought} brought sources of modules by their path from the root of the site, and the worker's */
  start({ modules, worker }) {
    const script = /** @type {HTMLScriptElement} */ (document.currentScript);
    const root = new URL("..", script.src).href;
    /** @param {string} text @returns {string} an address of it */
    const address = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const entries = Object.entries(modules).map(([path, text]) => [
      root + path,
      address(text.replaceAll('"root:', `"${root}`)),
    ]);
    const map = document.createElement("script");
    map.type = "importmap";
    map.textContent = JSON.stringify({ imports: Object.fromEntries(entries) });
    script.after(map);

    globalThis.fetch = async (asked) => new Response(await this.brought(String(asked)));
    globalThis.Worker = class extends Worker {
      constructor() {
        super(address(worker));
      }
    };
  },

  /** @param {string} path of a text @returns {Promise<string>} the text, which a script beside it has */
  brought(path) {
    const script = document.createElement("script");
    script.src = `${path}.js`;
    return new Promise((resolve, reject) => {
      script.addEventListener("load", () => resolve(this.text));
      script.addEventListener("error", () => reject(new Error(`${path} is not in this folder`)));
      document.head.append(script);
    });
  },
};

Object.assign(globalThis, { fromFolder });
