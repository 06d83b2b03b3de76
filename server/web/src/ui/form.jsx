// SPDX-License-Identifier: GPL-3.0-or-later
// Forms: labelled fields, sending once at a time, what went wrong beside the button.
import { useEffect, useRef, useState } from "preact/hooks";
import { t, problemText } from "../i18n.js";

/** One labelled field; help is read out with it. */
export function Field({ name, id = name, label, help, as: Tag = "input", children, ...rest }) {
    return <div class="field">
        <label for={id}>{label ?? t(`form.${name}`)}</label>
        <Tag id={id} name={name} aria-describedby={help ? `${id}-help` : undefined} {...rest}>{children}</Tag>
        {help && <p class="about" id={`${id}-help`}>{help}</p>}
    </div>;
}

/** A password that is being chosen: by one rule everywhere, and typed twice. */
export const NewPassword = () => <>
    <Field name="new_password" type="password" autocomplete="new-password" required help={t("form.password.help")} />
    <Field name="again" type="password" autocomplete="new-password" required />
</>;

/** null, or why a chosen password cannot be sent. */
export const unlike = (values) => (values.new_password === values.again ? null : { code: "unlike" });

/** Leaves for another page. A form that sends waits for this too, or a second click would send again
    while the page is on its way; it ends when somebody comes back. */
export const leaveFor = (path) => new Promise((back) => {
    addEventListener("pageshow", back, { once: true });
    location.assign(path);
});

/** send(values, form, submitter) answers a promise; explain may word a problem better than
    problemText; others: further buttons that send; label: the button's full name. */
export function Form({ send, button, explain = problemText, others, children, label }) {
    const [problem, setProblem] = useState(null);
    const [busy, setBusy] = useState(false);
    const alert = useRef(null);
    useEffect(() => { if (problem) alert.current.focus(); }, [problem]);
    const submit = async (event) => {
        event.preventDefault();
        if (busy) return;
        setBusy(true);
        setProblem(null);
        try {
            await send(Object.fromEntries(new FormData(event.currentTarget)), event.currentTarget, event.submitter);
        } catch (error) {
            if (!error.code) throw error;
            setProblem(error);
        } finally {
            setBusy(false);
        }
    };
    return <form class="form" onSubmit={submit}>
        {children}
        {problem && <p class="wrong" role="alert" tabindex="-1" ref={alert}>{explain(problem)}</p>}
        <button type="submit" class="button" aria-label={label} disabled={busy}>{button}</button>{" "}{others}
    </form>;
}
