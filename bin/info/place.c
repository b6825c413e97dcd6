/* SPDX-License-Identifier: BSD-2-Clause */
/* place.c -- which module an address lies in. */
#include <inttypes.h>
#include <stdlib.h>

#include "info/info.h"

struct based {
	uint64_t	base;
	size_t		module;
};

static int
by_base(const void *a, const void *b)
{
	const struct based *x = a, *y = b;

	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	return x->module < y->module ? -1 : 1;
}

/* A dump may name as many threads as modules, and many of both: so they are
 * sorted once.  Without memory for that, addresses stand for themselves. */
void
info_sort_modules(struct info *in)
{
	size_t i, n = dump_model_modules(in->m);
	struct based *v = malloc((n + 1) * sizeof *v);

	in->by_base = malloc((n + 1) * sizeof *in->by_base);
	for (i = 0; v != NULL && i < n; i++)
		v[i] = (struct based){ dump_model_module(in->m, i)->base, i };
	if (v == NULL || in->by_base == NULL) {
		free(in->by_base);
		in->by_base = NULL;
	} else {
		qsort(v, n, sizeof *v, by_base);
		for (i = 0; i < n; i++)
			in->by_base[i] = v[i].module;
	}
	free(v);
}

const struct dump_module *
info_module_at(const struct info *in, uint64_t addr)
{
	size_t low = 0, middle, high = dump_model_modules(in->m);
	const struct dump_module *mod;

	if (in->by_base == NULL)
		return NULL;
	/* The first of [low, high) that begins behind ADDR. */
	while (low < high) {
		middle = low + (high - low) / 2;
		mod = dump_model_module(in->m, in->by_base[middle]);
		if (mod->base <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return NULL;
	mod = dump_model_module(in->m, in->by_base[low - 1]);
	return addr - mod->base < mod->size ? mod : NULL;
}

void
info_place(char *buf, size_t size, const struct info *in, uint64_t addr)
{
	const struct dump_module *mod = info_module_at(in, addr);

	if (addr == DUMP_NOWHERE)
		snprintf(buf, size, "-");
	else if (mod == NULL || mod->name == NULL)
		snprintf(buf, size, "0x%" PRIx64, addr);
	else
		snprintf(buf, size, "%s+0x%" PRIx64,
		    info_base_name(mod->name), addr - mod->base);
}
