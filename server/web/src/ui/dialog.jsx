// SPDX-License-Identifier: GPL-3.0-or-later
// A dialog over the page; the browser's own keeps the focus in and gives it back.
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n.js";

export function Dialog({ title, close, children }) {
    const box = useRef(null);
    useEffect(() => box.current.showModal(), []);
    return <dialog class="box" ref={box} aria-labelledby="dialog-title" onClose={close}>
        <h2 id="dialog-title">{title}</h2>
        {children}
        <button type="button" class="link" onClick={() => box.current.close()}>{t("dialog.close")}</button>
    </dialog>;
}
