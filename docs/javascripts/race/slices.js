// Long work in slices, so that the page is never kept waiting.

const SLICE = 8; // milliseconds

/**
 * Do some work in slices, so that the page is never kept waiting.
 * @template T
 * @param {Generator<void, T>} work @param {() => boolean} wanted asked between two slices
 * @returns {Promise<T | undefined>} undefined if it is not wanted any more
 */
export async function inSlices(work, wanted) {
  let until = 0; // the page may be busy: its turn comes first
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() < until) continue;
    await pause();
    if (!wanted()) return undefined;
    until = performance.now() + SLICE;
  }
}

/**
 * Do the rest of some work now.
 * @template T
 * @param {Generator<void, T>} work @returns {T}
 */
export function atOnce(work) {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Let the page draw and hear its reader. */
function pause() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(0);
  });
}
