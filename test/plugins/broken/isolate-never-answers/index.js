export default {
  handle: () => new Promise(() => {}),
};
