const handlers = { add: () => {}, update: () => {} };

export default {
  handle: ({ data }) => handlers[data.action](),
};
