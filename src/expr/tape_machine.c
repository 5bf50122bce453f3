// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/tape_machine.h"

#include "base/memory.h"
#include "expr/tape_code.h"

struct tape_machine {
    const tape_t *tape;
    slong prec;
    arb_registers_t registers;
    size_t varying_count; // instructions with a variable below
    instruction_t *varying;
};

tape_machine_t *tape_machine_new(const tape_t *tape, slong prec)
{
    tape_machine_t *machine = mem_alloc(1, sizeof *machine);
    *machine = (tape_machine_t){.tape = tape, .prec = prec};
    arb_registers_init(&machine->registers, tape->register_count);
    machine->varying = mem_alloc(tape->length, sizeof *machine->varying);
    for (size_t k = 0; k < tape->length; k++)
        if (tape->code[k].fixed)
            tape_step_arb(&machine->registers, tape, tape->code + k, NULL, prec);
        else
            machine->varying[machine->varying_count++] = tape->code[k];
    return machine;
}

void tape_machine_free(tape_machine_t *machine)
{
    if (!machine)
        return;
    arb_registers_clear(&machine->registers, machine->tape->register_count);
    mem_free(machine->varying);
    mem_free(machine);
}

void tape_machine_run(tape_machine_t *machine, arb_srcptr box)
{
    for (size_t k = 0; k < machine->varying_count; k++)
        tape_step_arb(&machine->registers, machine->tape, machine->varying + k, box, machine->prec);
}

arb_srcptr tape_machine_value(const tape_machine_t *machine, size_t root)
{
    return machine->registers.value + machine->tape->roots[root].reg;
}

regularity_t tape_machine_regularity(const tape_machine_t *machine, size_t root)
{
    return level_regularity(machine->registers.level[machine->tape->roots[root].reg]);
}

tape_truth_t tape_machine_truth(const tape_machine_t *machine, size_t root)
{
    return machine->registers.truth[machine->tape->roots[root].reg];
}
