// SPDX-License-Identifier: LGPL-3.0-or-later
#include "export/export.h"
void export_smt2(strbuf_t *out, exported_t **results, goals_t *goals) { export_coq(out, results, goals); }
void export_gappa(strbuf_t *out, exported_t **results, goals_t *goals) { export_coq(out, results, goals); }
