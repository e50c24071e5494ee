// Copies an answer at a tap.
(function () {
  "use strict";
  const told = document.getElementById("told"), words = document.body.dataset.copied;
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll(".copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.previousElementSibling.textContent);
      told.textContent = "";
      told.textContent = words;
      const before = button.textContent;
      button.textContent = `✓ ${words}`;
      setTimeout(() => { button.textContent = before; }, 2000);
    });
  }
})();
