// SPDX-License-Identifier: GPL-3.0-or-later
// How an introduction stands.
import { t } from "../i18n.js";

export const State = ({ of }) => <span class={`state ${of}`}>{t(`state.${of}`)}</span>;
