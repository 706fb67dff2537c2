// The receipt as a picture, drawn on this device: reference, query code and the QR picture, which does not hold the code.
"use strict";
(() => {
  const WIDTH = 900;
  const EDGE = 60;
  const SIDE = 340;
  const FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
  const FIXED = "ui-monospace, Consolas, monospace";

  const words = (node) => node.textContent.replace(/\s+/g, " ").trim();

  // What stands in the picture, from top to bottom: [text, height of the line, weight and size, family].
  const lines = (card) => {
    const [reference, code] = card.querySelectorAll(".code");
    const [first, second] = card.querySelectorAll("h2:not(.paper-only)");
    const groups = Array.from(code.querySelectorAll("span"), words);
    return [
      [card.dataset.office, 60, "400 30px", FONT],
      [words(document.querySelector("h1")), 70, "600 36px", FONT],
      [words(first), 60, "400 30px", FONT],
      [words(reference), 70, "600 46px", FIXED],
      [words(second), 60, "400 30px", FONT],
      [groups.slice(0, 3).join("  "), 64, "600 46px", FIXED],
      [groups.slice(3).join("  "), 64, "600 46px", FIXED],
    ];
  };

  const scan = (pen, svg, top) => {
    const scale = SIDE / svg.viewBox.baseVal.width;
    pen.save();
    pen.translate((WIDTH - SIDE) / 2, top);
    pen.scale(scale, scale);
    pen.fill(new Path2D(svg.querySelector("path").getAttribute("d")));
    pen.restore();
  };

  const draw = (card) => {
    const canvas = document.createElement("canvas");
    const rows = lines(card);
    const height = rows.reduce((sum, row) => sum + row[1], EDGE);
    canvas.width = WIDTH;
    canvas.height = height + SIDE + EDGE;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = "#000";
    let base = EDGE;
    for (const [text, tall, size, family] of rows) {
      base += tall;
      pen.font = `${size} ${family}`;
      pen.fillText(text, EDGE, base - 18, WIDTH - 2 * EDGE);
    }
    scan(pen, document.querySelector("svg.qr"), height);
    return canvas;
  };

  const save = (card) => draw(card).toBlob((picture) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(picture);
    link.download = `${card.dataset.file}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60e3);
  }, "image/png");

  // Shown only where the picture can be made and saved.
  if (!window.Path2D || !("download" in HTMLAnchorElement.prototype) || !HTMLCanvasElement.prototype.toBlob) return;
  for (const node of document.querySelectorAll("[data-picture], [data-with-picture]")) node.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-picture]");
    if (button) save(document.getElementById(button.dataset.picture));
  });
})();
