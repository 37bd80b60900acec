let calls = 0;

export default {
  handle({ data }) {
    calls += 1;
    if (data.oldObject.metadata.name !== data.name) return { next: false };
    return { reason: `call ${calls}` };
  },
};
