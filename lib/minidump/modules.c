/* SPDX-License-Identifier: BSD-2-Clause */
/* modules.c -- ModuleList: names, versions, and what identifies a build. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"
#include "minidump/minidump.h"

/* MINIDUMP_MODULE: 108 bytes, without the padding a compiler would add. */
enum {
	M_BASE = 0, M_SIZE = 8, M_CHECKSUM = 12, M_STAMP = 16, M_NAME = 20,
	M_VERSION = 24, M_CODEVIEW = 76
};
/* VS_FIXEDFILEINFO */
enum { V_SIGNATURE = 0, V_FILE_HIGH = 8, V_FILE_LOW = 12 };
#define FIXED_FILE_INFO	UINT32_C(0xfeef04bd)

/* The first bytes of a CodeView record, as the number they make. */
#define CV_RSDS	UINT32_C(0x53445352)
#define CV_NB10	UINT32_C(0x3031424e)
#define CV_ELF	UINT32_C(0x4270454c)

static int
read_version(struct minidump *md, const uint8_t *v, struct dump_module *mod,
    struct dump_err *err)
{
	uint32_t high = get32(md->big, v + V_FILE_HIGH);
	uint32_t low = get32(md->big, v + V_FILE_LOW);

	if (get32(md->big, v + V_SIGNATURE) != FIXED_FILE_INFO)
		return 0;
	mod->version = arena_printf(&md->m->text, err,
	    "%" PRIu32 ".%" PRIu32 ".%" PRIu32 ".%" PRIu32, high >> 16,
	    high & 0xffff, low >> 16, low & 0xffff);
	return mod->version == NULL ? -1 : 0;
}

/* The path of a PDB, from byte FROM of the record. */
static int
read_pdb_name(struct minidump *md, const uint8_t *cv, size_t len, size_t from,
    struct dump_module *mod, struct dump_err *err)
{
	size_t n = strnlen((const char *)cv + from, len - from);

	if (n == 0)
		return 0;
	mod->debug_name = arena_text(&md->m->text, cv + from, n, err);
	return mod->debug_name == NULL ? -1 : 0;
}

static const char *
hex(struct minidump *md, const uint8_t *bytes, size_t len,
    struct dump_err *err)
{
	char *out = arena_alloc(&md->m->text, 2 * len + 1, err);

	if (out != NULL)
		text_hex(out, bytes, len);
	return out;
}

/* GUID and age, the key under which symbol servers have a PDB. */
static const char *
guid_and_age(struct minidump *md, const uint8_t *cv, struct dump_err *err)
{
	const uint8_t *g = cv + 4;
	char tail[17];
	size_t i;

	for (i = 0; i < 8; i++)
		snprintf(tail + 2 * i, 3, "%02X", g[8 + i]);
	return arena_printf(&md->m->text, err, "%08" PRIX32 "%04X%04X%s%"
	    PRIX32, get32(md->big, g), get16(md->big, g + 4),
	    get16(md->big, g + 6), tail, get32(md->big, g + 16));
}

static int
read_rsds(struct minidump *md, const uint8_t *cv, size_t len,
    struct dump_module *mod, struct dump_err *err)
{
	/* Older Breakpads put the start of a build-id where the GUID is. */
	if ((md->m->os == OS_LINUX || md->m->os == OS_ANDROID) &&
	    get32(md->big, cv + 20) == 0)
		mod->id = hex(md, cv + 4, 16, err);
	else
		mod->id = guid_and_age(md, cv, err);
	return mod->id == NULL ? -1 : read_pdb_name(md, cv, len, 24, mod, err);
}

static int
decode_codeview(struct minidump *md, const uint8_t *cv, size_t len,
    struct dump_module *mod, struct dump_err *err)
{
	uint32_t signature = len < 4 ? 0 : get32(md->big, cv);

	if (signature == CV_RSDS && len >= 24)
		return read_rsds(md, cv, len, mod, err);
	if (signature == CV_NB10 && len >= 16) {
		mod->id = arena_printf(&md->m->text, err, "%08" PRIX32 "%"
		    PRIX32, get32(md->big, cv + 8), get32(md->big, cv + 12));
		return mod->id == NULL ? -1 :
		    read_pdb_name(md, cv, len, 16, mod, err);
	}
	if (signature == CV_ELF && len > 4) {
		mod->id = hex(md, cv + 4, len - 4, err);
		return mod->id == NULL ? -1 : 0;
	}
	return 0;
}

static int
read_codeview(struct minidump *md, uint32_t size, uint64_t rva,
    struct dump_module *mod, struct dump_err *err)
{
	uint8_t *cv;
	size_t got;
	int rc;

	if (size == 0 || rva == 0 || size > RECORD_MAX ||
	    !md_may_keep(md, size))
		return 0;
	if ((cv = malloc(size)) == NULL)
		return dump_fail_nomem(err);
	if ((rc = md_read(md, rva, cv, size, &got, err)) == 0 && got == size)
		rc = decode_codeview(md, cv, size, mod, err);
	free(cv);
	return rc;
}

static int
add_module(struct minidump *md, const uint8_t *e, struct dump_err *err)
{
	struct dump_module mod = { 0 };

	mod.base = md_address(md, get64(md->big, e + M_BASE));
	mod.size = get32(md->big, e + M_SIZE);
	mod.checksum = get32(md->big, e + M_CHECKSUM);
	mod.stamp = get32(md->big, e + M_STAMP);
	if (md_string(md, get32(md->big, e + M_NAME), &mod.name, err) == -1 ||
	    read_version(md, e + M_VERSION, &mod, err) == -1 ||
	    read_codeview(md, get32(md->big, e + M_CODEVIEW),
	    get32(md->big, e + M_CODEVIEW + 4), &mod, err) == -1)
		return -1;
	return model_add_module(md->m, &mod, err);
}

int
md_read_modules(struct minidump *md, struct dump_err *err)
{
	const struct stream *s = md_stream(md, ST_MODULES);
	size_t sizeless = 0;
	struct list l;
	const uint8_t *e;
	int rc;

	if (list_open(&l, md, s, err) == -1)
		return -1;
	while ((rc = list_next(&l, &e, err)) == 0 && e != NULL) {
		if ((rc = add_module(md, e, err)) == -1)
			break;
		sizeless += get32(md->big, e + M_SIZE) == 0;
	}
	list_close(&l);
	if (sizeless > 0)
		dump_model_warn(md->m, false, s->off,
		    "ModuleList: %zu modules have no size", sizeless);
	return rc;
}
