/* SPDX-License-Identifier: BSD-2-Clause */
/* report.h -- what every report about a compressed file begins with. */
#ifndef REPORT_H
#define REPORT_H

#include "cli_json.h"
#include "zip/zip.h"

/* PLAIN: bytes that came out, or DUMP_NOWHERE. */
static inline json_t *
zip_json(const char *name, const struct dump_wrapping *is, uint64_t plain)
{
	json_t *doc = json_object(), *file = json_object();

	json_object_set_new(doc, "schema", json_string("dumpzip/1"));
	json_object_set_new(doc, "file", file);
	json_object_set_new(file, "name", cli_json_text(name));
	json_object_set_new(file, "bytes", cli_json_size(is->packed));
	json_object_set_new(file, "compression", cli_json_text(is->codec));
	json_object_set_new(file, "raw_bytes", cli_json_size(plain));
	return doc;
}

/* Prints and frees DOC; a status. */
static inline int
zip_json_print(const struct opts *o, json_t *doc)
{
	return cli_json_print(doc, strcmp(o->json, "pretty") == 0, stdout) ?
	    CLI_OK : cli_say(CLI_FAILED, "out of memory");
}

#endif
