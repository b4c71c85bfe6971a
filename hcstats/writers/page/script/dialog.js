// The dialog: a stack of views, so that a rate leads to its totals and back.
const dialog = document.getElementById("cells");
let views = [];
let opener = null;

const draw = () => {
  const view = views[views.length - 1];
  const close = make("button", { type: "button", class: "close" }, word("close"));
  close.addEventListener("click", () => dialog.close());
  const buttons = make("div", { class: "buttons" }, close);
  if (views.length > 1) {
    const back = make("button", { type: "button", class: "back" }, word("back"));
    back.addEventListener("click", () => {
      views.pop();
      draw();
      dialog.querySelector("button").focus();
    });
    buttons.prepend(back);
  }
  const title = make("h2", { id: "cells-title" }, view.title());
  const body = make("div", { class: "body", tabindex: "0", role: "group", "aria-labelledby": "cells-title" });
  body.append(...view.body());
  dialog.replaceChildren(make("div", { class: "top" }, title, buttons), body);
};

const show = (view, from) => {
  if (!dialog.open) {
    views = [];
    opener = from;
  }
  views.push(view);
  draw();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("button").focus();
};

dialog.addEventListener("close", () => {
  views = [];
  dialog.replaceChildren();
  if (opener && opener.focus) opener.focus();
});
// A click beside the dialog closes it as Esc does.
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
