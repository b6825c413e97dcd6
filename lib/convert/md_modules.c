/* SPDX-License-Identifier: BSD-2-Clause */
/* md_modules.c -- ModuleList of a process of Unix. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "convert/to_minidump.h"

/* MINIDUMP_MODULE; "LEpB" begins a CodeView record that is a build-id. */
enum {
	M_BASE = 0, M_SIZE = 8, M_CHECKSUM = 12, M_STAMP = 16, M_NAME = 20,
	M_CODEVIEW = 76, MODULE_SIZE = 108,
	ID_MAX = 64
};

/* The path as it is, without what the kernel says of it. */
static int
add_name(struct to_minidump *c, const char *name, uint32_t *rva)
{
	static const char deleted[] = " (deleted)";
	size_t n = strlen(name);
	char *copy;
	int rc;

	if (text_ends_with(name, deleted))
		n -= strlen(deleted);
	if ((copy = strndup(name, n)) == NULL)
		return dump_fail_nomem(c->err);
	rc = made_add_string(c->d, copy, rva, c->err);
	free(copy);
	return rc;
}

static int
add_id(struct to_minidump *c, const char *hex, uint32_t *rva, uint32_t *len)
{
	uint8_t v[4 + ID_MAX] = "LEpB";
	char digits[3] = "";
	size_t n;

	*rva = *len = 0;
	if (hex == NULL)
		return 0;
	for (n = 0; n < ID_MAX && hex[2 * n] != '\0' &&
	    hex[2 * n + 1] != '\0'; n++) {
		memcpy(digits, hex + 2 * n, 2);
		v[4 + n] = (uint8_t)strtoul(digits, NULL, 16);
	}
	*len = (uint32_t)(4 + n);
	return made_add(c->d, v, 4 + n, 4, rva, c->err);
}

static int
make_module(struct to_minidump *c, const struct dump_module *mod, uint8_t *out)
{
	uint32_t name, id, len;

	if (add_name(c, mod->name == NULL ? "" : mod->name, &name) == -1 ||
	    add_id(c, mod->id, &id, &len) == -1)
		return -1;
	put_le64(out + M_BASE, mod->base);
	put_le32(out + M_SIZE, (uint32_t)min_u64(mod->size, UINT32_MAX));
	put_le32(out + M_CHECKSUM, mod->checksum);
	put_le32(out + M_STAMP, mod->stamp);
	put_le32(out + M_NAME, name);
	put_le32(out + M_CODEVIEW, len);
	put_le32(out + M_CODEVIEW + 4, id);
	return 0;
}

int
md_make_modules(struct to_minidump *c)
{
	size_t n = c->m->nmodules, len = 4 + n * MODULE_SIZE, i;
	uint32_t rva;
	uint8_t *list;
	int rc = 0;

	if ((list = calloc(1, len)) == NULL)
		return dump_fail_nomem(c->err);
	put_le32(list, (uint32_t)n);
	for (i = 0; rc == 0 && i < n; i++)
		rc = make_module(c, &c->m->modules[i],
		    list + 4 + i * MODULE_SIZE);
	if (rc == 0)
		rc = made_add_stream(c->d, ST_MODULES, list, len, &rva,
		    c->err);
	free(list);
	return rc;
}
