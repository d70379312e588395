() => {
  document.documentElement.lang = "zh-CN";
  const names = { user: "提问", bot: "回答" };
  const label = () => {
    for (const part of document.querySelectorAll("#gb-chat [data-testid=user], #gb-chat [data-testid=bot]")) {
      // Gradio reads a message's source aloud; the message itself will do.
      const name = names[part.dataset.testid];
      if (part.getAttribute("aria-label") !== name) part.setAttribute("aria-label", name);
    }
  };
  new MutationObserver(label).observe(document.body, { subtree: true, childList: true, attributeFilter: ["aria-label"] });
  label();
}
