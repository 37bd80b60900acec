const known = "specversion id source type subject time datacontenttype data".split(" ");

export default {
  handle(event) {
    const unknown = Object.keys(event).filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new TypeError(`unknown: ${unknown.join()}`);
  },
};
