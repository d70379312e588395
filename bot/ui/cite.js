document.addEventListener("click", (event) => {
  const mark = event.target.closest("button.gb-cite");
  const place = mark && [...mark.classList].find((name) => name.startsWith("at-"));
  if (!place) return;
  document.querySelectorAll("button.gb-cite.gb-open").forEach((other) => other.classList.remove("gb-open"));
  mark.classList.add("gb-open");
  trigger("click", { place });
});
