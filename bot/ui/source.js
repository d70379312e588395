watch("value", () => {
  const marked = element.querySelector("mark");
  const frame = element.closest("#gb-beside");
  if (!marked || !frame) return;
  const lower = marked.getBoundingClientRect().bottom - frame.getBoundingClientRect().bottom;
  frame.scrollTop = lower > 0 ? frame.scrollTop + lower + 40 : 0;
});
