// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/known_value.h"

#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/tape.h"

static bool all_known(const prover_t *prover, const expr_t *terms, size_t count)
{
    bool all = true;
    for (size_t i = 0; i < count && all; i++) {
        expr_t *variables;
        size_t free_count = expr_free_variables(&variables, prover->dag, terms[i]);
        for (size_t v = 0; v < free_count; v++) {
            bool known = false;
            for (size_t k = 0; k < prover->known_count; k++)
                known = known || prover->known[k].variable == variables[v];
            all = all && known;
        }
        mem_free(variables);
    }
    return all;
}

bool prover_enclose(arb_ptr values, prover_t *prover, size_t count, const expr_t *terms, slong precision)
{
    expr_t *plain = mem_alloc(count, sizeof *plain), *names = mem_alloc(prover->known_count, sizeof *names);
    arb_ptr box = _arb_vec_init((slong)prover->known_count);
    arb_t end;
    arb_init(end);
    for (size_t i = 0; i < count; i++)
        plain[i] = expr_eliminate_operators(prover->dag, terms[i]);
    for (size_t k = 0; k < prover->known_count; k++) {
        names[k] = prover->known[k].variable;
        arb_set_fmpq(box + k, prover->known[k].lo, precision);
        arb_set_fmpq(end, prover->known[k].hi, precision);
        arb_union(box + k, box + k, end, precision);
    }
    bool good = !dag_over_limit(prover->dag) && all_known(prover, plain, count);
    if (good) {
        tape_t *tape = tape_compile(prover->dag, count, plain, prover->known_count, names);
        tape_evaluate_arb(values, NULL, NULL, tape, box, precision);
        tape_free(tape);
    }
    for (size_t i = 0; i < count && good; i++)
        good = arb_is_finite(values + i);
    arb_clear(end);
    _arb_vec_clear(box, (slong)prover->known_count);
    mem_free(names);
    mem_free(plain);
    return good;
}
