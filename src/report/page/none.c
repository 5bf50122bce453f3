// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/page_bundle.h"

const char *page_bundle_script(void)
{
    return "";
}

const char *page_bundle_style(void)
{
    return "";
}
