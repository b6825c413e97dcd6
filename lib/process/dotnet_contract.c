/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dotnet_contract.c -- what the .NET runtime says of itself, since .NET 9:
 * JSON in its constants, which tells the layout of its types and which of a
 * table of pointers is that of which variable.
 *
 *	"DNCCDAC\0", flags, size and address of the JSON, number of the
 *	pointers, padding, their address: in the data of the runtime
 *	{ "types": { "Thread": { "LinkNext": [112, "pointer"], "State": 0 } },
 *	  "globals": { "ThreadStore": [[3], "pointer"] } }
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/dotnet_parts.h"
#include "process/memory.h"

/* The descriptor, as laid out for pointers of 8 bytes. */
enum {
	JSON_SIZE	= 12,
	JSON_ADDR	= 16,
	POINTERS	= 24,
	POINTERS_ADDR	= 32,
	DESCRIPTOR_SIZE	= 40
};
enum { JSON_MAX = 1 << 20, POINTERS_MAX = 4096 };
static const char magic[8] = "DNCCDAC";

struct dotnet_contract {
	json_t		*json;
	uint64_t	*pointers;
	size_t		 npointers;
};

static int
read_pointers(struct dotnet_contract *c, const struct walk *w,
    const uint8_t *descriptor)
{
	bool big = w->m->facts.big_endian, all = true;
	uint64_t at = get64(big, descriptor + POINTERS_ADDR);
	uint32_t n = get32(big, descriptor + POINTERS), i;

	if (n > POINTERS_MAX)
		return 0;
	if ((c->pointers = calloc(n + 1u, sizeof *c->pointers)) == NULL)
		return dump_fail_nomem(w->err);
	for (i = 0; i < n && all; i++)
		if (walk_words(w, at + i * 8, 8, &c->pointers[i], 1, &all) ==
		    -1)
			return -1;
	c->npointers = all ? n : 0;
	return 0;
}

static int
read_json(struct dotnet_contract *c, const struct walk *w,
    const uint8_t *descriptor)
{
	bool big = w->m->facts.big_endian;
	uint32_t len = get32(big, descriptor + JSON_SIZE);
	json_error_t error;
	size_t got;
	char *text;
	int rc;

	if (len > JSON_MAX)
		return 0;
	if ((text = malloc(len + 1u)) == NULL)
		return dump_fail_nomem(w->err);
	rc = memory_read(w->m, w->src, get64(big, descriptor + JSON_ADDR),
	    text, len, &got, w->err);
	if (rc == 0 && got == len)
		c->json = json_loadb(text, len, 0, &error);
	free(text);
	return rc;
}

/* *AT: where the data of the runtime from ADDR on have a descriptor. */
static int
find_descriptor(const struct walk *w, struct span where, uint8_t *descriptor,
    bool *found)
{
	struct window *v;
	const uint8_t *p;
	uint64_t i;
	int rc = 0;

	if ((v = calloc(1, sizeof *v)) == NULL)
		return dump_fail_nomem(w->err);
	v->w = w;
	for (i = 0; !*found && i + DESCRIPTOR_SIZE <= where.size; i += 8) {
		if ((rc = window_look(v, where.addr + i, sizeof magic,
		    &p)) == -1 || p == NULL)
			break;
		if (memcmp(p, magic, sizeof magic) != 0)
			continue;
		if ((rc = window_look(v, where.addr + i, DESCRIPTOR_SIZE,
		    &p)) == -1 || p == NULL)
			break;
		memcpy(descriptor, p, DESCRIPTOR_SIZE);
		*found = true;
	}
	free(v);
	return rc;
}

static bool
may_hold_descriptor(const struct dump_model *m, const struct region *r)
{
	return (r->class == DUMP_DATA || r->class == DUMP_RELRO) &&
	    r->mapping != NONE && (m->files[m->mappings[r->mapping].file].
	    flags & FILE_RUNTIME) != 0;
}

int
dotnet_contract_read(struct dotnet_contract **out, const struct walk *w)
{
	const struct dump_model *m = w->m;
	uint8_t descriptor[DESCRIPTOR_SIZE] = { 0 };
	struct dotnet_contract *c;
	bool found = false;
	size_t i;

	*out = NULL;
	for (i = 0; !found && m->word == 8 && i < m->nregions; i++)
		if (may_hold_descriptor(m, &m->regions[i]) &&
		    find_descriptor(w, m->regions[i].at, descriptor,
		    &found) == -1)
			return -1;
	if (!found)
		return 0;
	if ((c = calloc(1, sizeof *c)) == NULL)
		return dump_fail_nomem(w->err);
	if (read_pointers(c, w, descriptor) == -1 ||
	    read_json(c, w, descriptor) == -1) {
		dotnet_contract_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

void
dotnet_contract_free(struct dotnet_contract *c)
{
	if (c == NULL)
		return;
	json_decref(c->json);
	free(c->pointers);
	free(c);
}

/* An offset stands alone, or before the type of the field. */
bool
dotnet_contract_field(const struct dotnet_contract *c, const char *type,
    const char *field, uint64_t *off)
{
	const json_t *v = json_object_get(json_object_get(json_object_get(
	    c->json, "types"), type), field);

	if (json_is_array(v))
		v = json_array_get(v, 0);
	if (!json_is_integer(v) || json_integer_value(v) < 0 ||
	    json_integer_value(v) > UINT16_MAX)
		return false;
	*off = (uint64_t)json_integer_value(v);
	return true;
}

bool
dotnet_contract_global(const struct dotnet_contract *c, const char *name,
    uint64_t *addr)
{
	const json_t *v = json_array_get(json_array_get(json_object_get(
	    json_object_get(c->json, "globals"), name), 0), 0);
	json_int_t i = json_is_integer(v) ? json_integer_value(v) : -1;

	if (i < 0 || (uint64_t)i >= c->npointers)
		return false;
	*addr = c->pointers[i];
	return true;
}
