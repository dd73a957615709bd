// What an article may hold, as Tiptap (from the django-prose-editor package) knows it; the server cleans what arrives.
import {
  Blockquote, Bold, BulletList, Code, CodeBlock, Document, Dropcursor, Gapcursor, HardBreak, Heading, History, HorizontalRule,
  Italic, Link, ListItem, Node, OrderedList, Paragraph, Strike, Subscript, Superscript, Table, TableCell, TableHeader, TableRow,
  Text, TrailingNode, Underline,
} from "../../django_prose_editor/editor.js";

// A block for staff only: on the server nothing else is an aside, and every aside is cut for customers.
const Internal = Node.create({
  name: "internal",
  group: "block",
  content: "block+",
  defining: true,
  parseHTML: () => [{ tag: "aside" }],
  // Never by colour alone; the server drops the label again.
  renderHTML: () => ["aside", { "data-label": document.querySelector("#kb-tools")?.dataset.internal ?? "" }, 0],
});

const Callout = Node.create({
  name: "callout",
  group: "block",
  content: "block+",
  defining: true,
  addAttributes: () => ({
    kind: {
      default: "info",
      parseHTML: (element) => /callout-(info|warn|bad|ok)/.exec(element.className)?.[1] ?? "info",
      renderHTML: ({ kind }) => ({ class: `callout callout-${kind}` }),
    },
  }),
  parseHTML: () => [{ tag: "div.callout" }],
  renderHTML: ({ HTMLAttributes }) => ["div", HTMLAttributes, 0],
});

const Picture = Node.create({
  name: "picture",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({ src: { default: null }, alt: { default: "" } }),
  parseHTML: () => [{ tag: "img[src]" }],
  renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
});

const Video = Node.create({
  name: "video",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({
    href: { default: null, parseHTML: (element) => element.querySelector("a")?.getAttribute("href"), renderHTML: () => ({}) },
    title: { default: "", parseHTML: (element) => element.textContent.trim(), renderHTML: () => ({}) },
  }),
  parseHTML: () => [{ tag: "figure.video" }],
  renderHTML: ({ node }) => ["figure", { class: "video" }, ["a", { href: node.attrs.href }, node.attrs.title || node.attrs.href]],
});

export const EXTENSIONS = [
  Document, Paragraph, Text, HardBreak, Heading.configure({ levels: [3, 4] }), Bold, Italic, Underline, Strike, Subscript,
  Superscript, Code, CodeBlock, Blockquote, BulletList, OrderedList, ListItem, HorizontalRule, Table, TableRow, TableHeader,
  TableCell, Link.configure({ openOnClick: false, autolink: false }), Internal, Callout, Picture, Video, History, Dropcursor,
  Gapcursor, TrailingNode,
];
