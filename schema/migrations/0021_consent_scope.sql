-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the page filled in when the scope of a consent was typed opens contacts; other words open none.

UPDATE consent SET scope = 'contacts'
WHERE scope IN ('查看和转交联系方式，用于科技对接', 'seeing and passing on contacts, for introductions');
