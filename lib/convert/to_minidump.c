/* SPDX-License-Identifier: BSD-2-Clause */
/* to_minidump.c -- a minidump of what another dump says. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "convert/carried.h"
#include "convert/convert.h"
#include "convert/residual.h"
#include "convert/to_minidump.h"
#include "process/types.h"

enum { STREAMS = 16 };

int
md_add_growing(struct to_minidump *c, uint32_t type, struct growing *g)
{
	uint32_t rva;
	int rc = made_add_stream(c->d, type, g->v, g->n, &rva, c->err);

	free(g->v);
	*g = (struct growing){ 0 };
	return rc;
}

static int
make_carried(struct to_minidump *c)
{
	uint32_t rva;
	uint8_t *v;
	size_t n;
	int rc = 0;

	if (carried_make(&v, &n, c->p, c->src, c->err) == -1)
		return -1;
	if (n > 0)
		rc = made_add_stream(c->d, ST_CARRIED, v, n, &rva, c->err);
	free(v);
	return rc;
}

static int
make_residual(struct to_minidump *c)
{
	struct growing g;

	if (residual_make(&g, c->p, c->src, c->err) == -1)
		return -1;
	return g.n == 0 ? 0 : md_add_growing(c, ST_RESIDUAL, &g);
}

static int
make_provenance(struct to_minidump *c)
{
	const char *text = c->p->provenance != NULL ? c->p->provenance :
	    c->m->facts.provenance;
	uint32_t rva;

	return text == NULL ? 0 : made_add_stream(c->d, ST_PROVENANCE, text,
	    strlen(text), &rva, c->err);
}

static int
make(struct to_minidump *c)
{
	return md_make_system(c) == -1 || md_make_misc(c) == -1 ||
	    md_make_contexts(c) == -1 || md_make_exception(c) == -1 ||
	    md_make_modules(c) == -1 || md_make_memory_info(c) == -1 ||
	    md_make_maps(c) == -1 || md_make_linux(c) == -1 ||
	    make_residual(c) == -1 || make_carried(c) == -1 || make_provenance(c) == -1 ||
	    md_make_threads(c) == -1 ? -1 : 0;
}

int
convert_to_minidump(struct layout **out, struct dump_plan *p,
    struct dump_source *src, struct dump_err *err)
{
	struct made d;
	struct to_minidump c = { .p = p, .m = p->m, .src = src, .d = &d,
	    .err = err };
	int rc;

	*out = NULL;
	if (made_begin(&d, STREAMS, err) == -1)
		return -1;
	d.flags = TYPE_FULL_MEMORY_INFO;
	rc = make(&c);
	free(c.contexts);
	if (rc == 0)
		return made_layout(out, &d, p, err);
	made_free(&d);
	return -1;
}
