"use strict";
// Replaces the board by what the stack shows now, every two seconds, while the page is looked at.
const board = document.getElementById("board");
let last = "";
async function refresh() {
  if (!document.hidden) {
    try {
      const answer = await fetch("/live?part=board");
      const html = await answer.text();
      if (answer.ok && html !== last) {
        board.innerHTML = last = html; // our own server-side template, escaped there
      }
    } catch {
      // The stack is stopping or starting; the next try tells.
    }
  }
  setTimeout(refresh, 2000);
}
refresh();
