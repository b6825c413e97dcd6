/* SPDX-License-Identifier: BSD-2-Clause */
/* records.c -- the streams or notes, which are all that is not memory. */
#include <inttypes.h>
#include <string.h>

#include "cli_json.h"
#include "info/info.h"

/* The view names so many kinds; more would not fit, and a dump may hold any
 * number of them. */
enum { KINDS = 8 };

struct kind {
	const char	*name;
	size_t		 n;
};

static size_t
count_kinds(const struct info *in, struct kind kinds[KINDS], bool *more)
{
	struct dump_record r;
	size_t i, k, n = 0;

	*more = false;
	for (i = 0; i < dump_model_records(in->m); i++) {
		dump_model_record(in->m, i, &r);
		for (k = 0; k < n && strcmp(kinds[k].name, r.name) != 0; k++)
			;
		if (k == KINDS) {
			*more = true;
			continue;
		}
		if (k == n)
			kinds[n++] = (struct kind){ r.name, 0 };
		kinds[k].n++;
	}
	return n;
}

static void
rows(const struct info *in)
{
	struct kind kinds[KINDS];
	char text[1024] = "";
	size_t i, n, used = 0;
	bool more;

	if (dump_model_records(in->m) == 0)
		return;
	n = count_kinds(in, kinds, &more);
	for (i = 0; i < n && used < sizeof text; i++)
		used += (size_t)snprintf(text + used, sizeof text - used,
		    kinds[i].n == 1 ? " %s" : " %s x%zu", kinds[i].name,
		    kinds[i].n);
	info_row(in, "Records", "%zu:%s%s (--records)",
	    dump_model_records(in->m), text, more ? " ..." : "");
}

static void
section(const struct info *in)
{
	char thread[32];
	struct dump_record r;
	size_t i;

	info_line(in, "%-18s %11s %-10s %-10s %s", "offset", "bytes", "type",
	    "owner", "name");
	for (i = 0; i < dump_model_records(in->m); i++) {
		dump_model_record(in->m, i, &r);
		thread[0] = '\0';
		if (r.thread >= 0)
			snprintf(thread, sizeof thread, "  thread %" PRId32,
			    r.thread);
		info_line(in, "0x%016" PRIx64 " %11" PRIu64 " 0x%08" PRIx32
		    " %-10s %s%s", r.off, r.size, r.type,
		    r.owner != NULL ? r.owner : "-", r.name, thread);
	}
}

static void
json(const struct info *in, json_t *doc, bool alone)
{
	json_t *records = json_array(), *one;
	struct dump_record r;
	size_t i;

	(void)alone;
	for (i = 0; i < dump_model_records(in->m); i++) {
		dump_model_record(in->m, i, &r);
		one = json_object();
		json_object_set_new(one, "name", cli_json_text(r.name));
		json_object_set_new(one, "owner", cli_json_text(r.owner));
		json_object_set_new(one, "type", json_integer(r.type));
		json_object_set_new(one, "thread",
		    r.thread >= 0 ? json_integer(r.thread) : json_null());
		json_object_set_new(one, "offset", cli_json_hex(r.off));
		json_object_set_new(one, "bytes", cli_json_size(r.size));
		json_array_append_new(records, one);
	}
	json_object_set_new(doc, "records", records);
}

const struct info_part info_records = { "records", rows, section, json };
