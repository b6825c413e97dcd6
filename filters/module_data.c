/* SPDX-License-Identifier: BSD-2-Clause */
/* module_data.c -- how much data the modules of a Unix process have. */
#include <stdlib.h>

#include "base/err.h"
#include "base/text.h"
#include "filters/module_data.h"

struct weight {
	uint64_t	 bytes;
	bool		 denied;	/* its file is no image */
};

size_t
module_data_owner(const struct dump_model *m, const struct region *r)
{
	if (r->module != NONE)
		return r->module;
	return m->nmodules + (r->mapping == NONE ? m->nfiles :
	    m->mappings[r->mapping].file);
}

size_t
module_data_owners(const struct dump_model *m)
{
	return m->nmodules + m->nfiles + 1;
}

uint64_t
module_data_bytes(const struct module_data *d, size_t owner)
{
	return d->v[owner].bytes;
}

static bool
is_denied(const struct dump_model *m, const struct region *r)
{
	return r->mapping != NONE && (m->files[m->mappings[r->mapping].file].
	    flags & FILE_NO_IMAGE) != 0;
}

int
module_data_weigh(struct module_data *d, const struct dump_model *m,
    struct dump_err *err)
{
	const struct region *r;
	struct weight *w;
	size_t i;

	d->n = module_data_owners(m);
	if ((d->v = calloc(d->n, sizeof *d->v)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < m->nregions; i++) {
		r = &m->regions[i];
		w = &d->v[module_data_owner(m, r)];
		w->denied = w->denied || is_denied(m, r);
		if (r->class == DUMP_RELRO || r->class == DUMP_DATA)
			w->bytes += model_region_present(m, i);
	}
	return 0;
}

bool
module_data_fits(const struct module_data *d, const struct dump_model *m,
    const struct region *r)
{
	const struct weight *w = &d->v[module_data_owner(m, r)];

	return !w->denied && w->bytes <= MODULE_DATA_MAX;
}

const char *
module_data_large(const struct module_data *d, const struct dump_model *m,
    size_t i)
{
	const char *name = NULL;

	if (d->v[i].denied || d->v[i].bytes <= MODULE_DATA_MAX)
		return NULL;
	if (i < m->nmodules)
		name = m->modules[i].name;
	else if (i - m->nmodules < m->nfiles)
		name = m->files[i - m->nmodules].name;
	return name == NULL ? "one without a name" : text_basename(name);
}

void
module_data_free(struct module_data *d)
{
	free(d->v);
	*d = (struct module_data){ 0 };
}
