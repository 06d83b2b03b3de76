// SPDX-License-Identifier: GPL-3.0-or-later
// The password of who is signed in, once more: before what he makes lasts longer than his session.
import { Field } from "./form.jsx";
import { t, problemText } from "../i18n.js";

export const OwnPassword = ({ id = "own", label = t("own.password") }) =>
    <Field name="own" id={id} label={label} type="password" autocomplete="current-password" required />;

/** explain of a form that has it. */
export const explainOwn = (problem) => (problem.code === "unauthorised" ? t("own.wrong") : problemText(problem));
