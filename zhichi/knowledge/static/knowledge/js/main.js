// What pages of knowledge need: the editor and its autosave where a form is, videos that load when they are asked for.
import "./copying.js";
import "./zc-kb-readers.js";

// The editor weighs half a megabyte: only who writes loads it.
if (document.querySelector("zc-kb-prose")) import("./zc-kb-prose.js");
if (document.querySelector("zc-kb-write")) import("./zc-kb-write.js");

// A video is a link until somebody wants to see it: ours then plays in place, one elsewhere opens in a window of its own.
for (const link of document.querySelectorAll(".kb-text figure.video > a[href]")) {
  if (new URL(link.href, location.href).origin === location.origin) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const video = document.createElement("video");
      video.controls = true;
      video.src = link.href;
      video.setAttribute("aria-label", link.textContent);
      link.replaceWith(video);
      video.focus();
      video.play().catch(() => {});
    });
  } else {
    link.target = "_blank";
  }
}
