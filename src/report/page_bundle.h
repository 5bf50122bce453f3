// SPDX-License-Identifier: LGPL-3.0-or-later
// What makes the pictures of a page interactive: src/report/page with the plotting library uPlot, joined when the
// program is built with CERTIFY_INTERACTIVE; empty texts otherwise.
#ifndef CERTIFY_REPORT_PAGE_BUNDLE_H
#define CERTIFY_REPORT_PAGE_BUNDLE_H

// As contents of <script> and <style>, in ASCII, in HTML as in XML.
const char *page_bundle_script(void);
const char *page_bundle_style(void);

#endif
