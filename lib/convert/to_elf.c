/* SPDX-License-Identifier: BSD-2-Clause */
/* to_elf.c -- an ELF core, as Linux writes them, of what another dump says. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "convert/carried.h"
#include "convert/convert.h"
#include "convert/residual.h"
#include "convert/to_elf.h"

/* 32-bit ARM of today: the ABI is part of the header. */
#define EABI5	UINT32_C(0x05000000)

int
elf_add_note(struct to_elf *c, const char *owner, uint32_t type,
    const void *desc, size_t len)
{
	size_t name = strlen(owner) + 1;
	uint8_t head[12];

	if (len > UINT32_MAX)
		return dump_fail(c->err, DUMP_E_LIMIT, DUMP_NOWHERE,
		    "note %s: %zu bytes", owner, len);
	put_le32(head, (uint32_t)name);
	put_le32(head + 4, (uint32_t)len);
	put_le32(head + 8, type);
	return growing_add(&c->notes, head, sizeof head, c->err) == -1 ||
	    growing_add(&c->notes, owner, name, c->err) == -1 ||
	    growing_add(&c->notes, NULL, round_up(name, NOTE_ALIGN) - name,
	    c->err) == -1 ||
	    growing_add(&c->notes, desc, len, c->err) == -1 ||
	    growing_add(&c->notes, NULL, round_up(len, NOTE_ALIGN) - len,
	    c->err) == -1 ? -1 : 0;
}

/* Debuggers take the first thread for the one that crashed. */
static int
make_threads(struct to_elf *c)
{
	int32_t crashed = c->m->facts.crash.thread;
	size_t first = crashed < 0 ? 0 : (size_t)crashed, i;

	if (c->m->nthreads == 0)
		return elf_make_process(c);
	if (elf_make_thread(c, first, true) == -1)
		return -1;
	for (i = 0; i < c->m->nthreads; i++)
		if (i != first && elf_make_thread(c, i, false) == -1)
			return -1;
	return 0;
}

static int
make_carried(struct to_elf *c)
{
	uint8_t *v;
	size_t n;
	int rc = 0;

	if (carried_make(&v, &n, c->p, c->src, c->err) == -1)
		return -1;
	if (n > 0)
		rc = elf_add_note(c, PROVENANCE_OWNER, CARRIED_TYPE, v, n);
	free(v);
	return rc;
}

static int
make_residual(struct to_elf *c)
{
	struct growing g;
	int rc = 0;

	if (residual_make(&g, c->p, c->src, c->err) == -1)
		return -1;
	if (g.n > 0)
		rc = elf_add_note(c, PROVENANCE_OWNER, RESIDUAL_TYPE, g.v,
		    g.n);
	free(g.v);
	return rc;
}

static Elf64_Ehdr
header_of(const struct dump_model *m)
{
	Elf64_Ehdr e = { .e_type = ET_CORE, .e_version = EV_CURRENT };

	memcpy(e.e_ident, ELFMAG, SELFMAG);
	e.e_ident[EI_CLASS] = m->word == 8 ? ELFCLASS64 : ELFCLASS32;
	e.e_ident[EI_DATA] = ELFDATA2LSB;
	e.e_ident[EI_VERSION] = EV_CURRENT;
	e.e_ident[EI_OSABI] = ELFOSABI_LINUX;
	e.e_machine = elfcore_machine_number(m->machine, m->word);
	e.e_flags = m->machine == MACHINE_ARM ? EABI5 : 0;
	return e;
}

int
convert_to_elf(struct layout **out, struct dump_plan *p,
    struct dump_source *src, struct dump_err *err)
{
	struct to_elf c = { .p = p, .m = p->m, .src = src, .err = err,
	    .why = signal_of_exception(p->m) };
	struct elfcore_made made;

	*out = NULL;
	if (make_threads(&c) == -1 || make_residual(&c) == -1 ||
	    make_carried(&c) == -1) {
		free(c.notes.v);
		return -1;
	}
	made = (struct elfcore_made){ header_of(p->m), c.notes.v, c.notes.n };
	return elfcore_layout_made(out, p, &made, err);
}
