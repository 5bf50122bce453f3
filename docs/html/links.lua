-- SPDX-License-Identifier: LGPL-3.0-or-later
-- Links between the pages: NAME.md becomes NAME.html. Links out of docs/ stay as they are.
function Link(link)
  local page, anchor = link.target:match("^([%w_-]+)%.md(#?[^#]*)$")
  if page then
    link.target = page .. ".html" .. anchor
  end
  return link
end
