// SPDX-License-Identifier: GPL-3.0-or-later
// The search field with suggestions: ↑↓ Enter Esc, / focuses, nothing while an IME composes.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ask } from "../api.js";
import { t, lang } from "../i18n.js";
import { Pieces } from "./pieces.jsx";

const DELAY_MS = 150;

const flatten = (groups) => groups.flatMap((group) =>
    group.items.map((item) => ({ ...item, kind: group.kind })));

function useSuggestions(text, wanted) {
    const [groups, setGroups] = useState([]);
    useEffect(() => {
        if (!wanted || !text.trim()) {
            setGroups([]);
            return undefined;
        }
        const control = new AbortController();
        const timer = setTimeout(() => {
            const query = new URLSearchParams({ q: text.slice(0, 100), lang });
            ask(`/suggest?${query}`, control.signal).then((answer) => setGroups(answer.groups), () => {});
        }, DELAY_MS);
        return () => { clearTimeout(timer); control.abort(); };
    }, [text, wanted]);
    return [groups, setGroups];
}

/* "/" focuses, unless one is typing somewhere. */
function useSlash(input) {
    useLayoutEffect(() => {
        const onKey = (event) => {
            const at = document.activeElement;
            if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
            if (at && /^(input|textarea|select)$/i.test(at.tagName)) return;
            event.preventDefault();
            input.current?.focus();
        };
        document.addEventListener("keydown", onKey);
        return () => document.removeEventListener("keydown", onKey);
    }, []);
}

export function SearchBox({ q = "", onSearch, autofocus }) {
    const [text, setText] = useState(q);
    const [wanted, setWanted] = useState(false);
    const [active, setActive] = useState(-1);
    const composing = useRef(false);
    const input = useRef(null);
    const [groups, setGroups] = useSuggestions(text, wanted);
    const items = flatten(groups);
    const open = wanted && items.length > 0;
    /* before the next key, which they would undo */
    useLayoutEffect(() => setText(q), [q]);
    useLayoutEffect(() => setActive(-1), [groups]);
    useSlash(input);

    const close = () => { setWanted(false); setGroups([]); };
    const go = (value) => {
        close();
        const trimmed = value.trim();
        if (onSearch) onSearch(trimmed);
        else location.href = `/search?${new URLSearchParams({ ...(trimmed && { q: trimmed }), ...(lang === "en" && { lang }) })}`;
    };
    const choose = (item) => {
        close();
        if (item.url) location.href = item.url + (lang === "en" ? "?lang=en" : "");
        else { setText(item.text); go(item.text); }
    };
    const onInput = (event) => {
        setText(event.target.value);
        if (!composing.current) setWanted(true);
    };
    const onKeyDown = (event) => {
        if (composing.current || event.isComposing || event.keyCode === 229) return;
        if (event.key === "Escape" && open) { event.preventDefault(); close(); }
        else if (event.key === "Enter" && open && active >= 0) { event.preventDefault(); choose(items[active]); }
        else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && open) {
            event.preventDefault();
            const step = event.key === "ArrowDown" ? 1 : -1;
            setActive((active + 1 + step + items.length + 1) % (items.length + 1) - 1);
        } else if (event.key === "ArrowDown" && text) setWanted(true);
    };
    let index = -1;
    return <form class="search" role="search" onSubmit={(event) => { event.preventDefault(); if (!composing.current) go(text); }}>
        <div class="combo" onFocusOut={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) close(); }}>
            <input ref={input} type="text" name="q" value={text} maxlength="200" autocomplete="off" spellcheck={false}
                role="combobox" aria-label={t("search.label")} aria-expanded={open ? "true" : "false"} aria-autocomplete="list"
                aria-controls="suggestions" aria-activedescendant={active >= 0 && open ? `suggestion-${active}` : undefined}
                placeholder={t("search.placeholder")} autofocus={autofocus}
                onInput={onInput} onKeyDown={onKeyDown}
                oncompositionstart={() => { composing.current = true; }}
                oncompositionend={(event) => { composing.current = false; setText(event.target.value); setWanted(true); }} />
            <div id="suggestions" class="suggestions" role="listbox" aria-label={t("suggest.list")} hidden={!open}>
                {open && groups.map((group) => <div role="group" aria-labelledby={`group-${group.kind}`} key={group.kind}>
                    <div class="group" id={`group-${group.kind}`} role="presentation">{t(`suggest.${group.kind}`)}</div>
                    {group.items.map((item) => {
                        index += 1;
                        const at = index;
                        return <div role="option" id={`suggestion-${at}`} aria-selected={at === active ? "true" : "false"} key={at}
                            onMouseDown={(event) => { event.preventDefault(); choose({ ...item, kind: group.kind }); }}>
                            <span><Pieces of={item.parts} /></span>
                            <small>{item.note || (group.kind === "term" ? t("suggest.count", { n: item.count }) : "")}</small>
                        </div>;
                    })}
                </div>)}
            </div>
        </div>
        <button type="submit">{t("search.button")}</button>
    </form>;
}
