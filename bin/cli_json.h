/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cli_json.h -- the few things that a report needs of jansson.  Its calls
 * fail only for want of memory and pass NULL on, so building a document needs
 * no checks on the way.
 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"

/* Text of a dump: null where there is none; what is not UTF-8 as \xNN. */
static inline json_t *
cli_json_text(const char *text)
{
	size_t room;
	json_t *j;
	char *safe;

	if (text == NULL)
		return json_null();
	if ((j = json_string(text)) != NULL)
		return j;
	room = 4 * strlen(text) + 1;
	if ((safe = malloc(room)) == NULL)
		return NULL;
	dump_escape(safe, room, text);
	j = json_string(safe);
	free(safe);
	return j;
}

/* A size; DUMP_NOWHERE is not known. */
static inline json_t *
cli_json_size(uint64_t n)
{
	if (n == DUMP_NOWHERE)
		return json_null();
	return json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n);
}

/* An address or an offset of 64 bits, which a double would not hold. */
static inline json_t *
cli_json_hex(uint64_t n)
{
	char buf[20];

	if (n == DUMP_NOWHERE)
		return json_null();
	snprintf(buf, sizeof buf, "0x%016" PRIx64, n);
	return json_string(buf);
}

/* Flags, as short as options take them. */
static inline json_t *
cli_json_mask(uint64_t mask)
{
	char buf[20];

	snprintf(buf, sizeof buf, "0x%" PRIx64, mask);
	return json_string(buf);
}

/* What a report holds in place of what cannot be read. */
static inline json_t *
cli_json_error(const struct dump_err *err)
{
	static const char *const codes[] = {
		[DUMP_E_SYS] = "system", [DUMP_E_NOMEM] = "no-memory",
		[DUMP_E_ARG] = "argument", [DUMP_E_UNKNOWN] = "unknown",
		[DUMP_E_DAMAGED] = "damaged", [DUMP_E_TRUNC] = "truncated",
		[DUMP_E_SEEK] = "seek", [DUMP_E_LIMIT] = "limit",
		[DUMP_E_STOPPED] = "stopped", [DUMP_E_FIT] = "fit",
	};
	json_t *error = json_object();

	json_object_set_new(error, "code", json_string(codes[err->code]));
	json_object_set_new(error, "offset", cli_json_hex(err->off));
	json_object_set_new(error, "message", cli_json_text(err->msg));
	return error;
}

/* Prints DOC on a line of its own, or PRETTY, and frees it. */
static inline bool
cli_json_print(json_t *doc, bool pretty, FILE *out)
{
	bool done = doc != NULL && json_dumpf(doc, out,
	    pretty ? JSON_INDENT(2) : JSON_COMPACT) == 0;

	if (done)
		fputc('\n', out);
	json_decref(doc);
	return done;
}

#endif
