// SPDX-License-Identifier: GPL-3.0-or-later
// [text, hit, text, …] as text with marks.
export const Pieces = ({ of }) => (of ?? []).map((text, i) => (i % 2 ? <mark>{text}</mark> : text));
