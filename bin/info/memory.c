/* SPDX-License-Identifier: BSD-2-Clause */
/* memory.c -- what memory there is, by class, and what is missing of it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli_json.h"
#include "info/info.h"

struct share {
	unsigned	 class;
	uint64_t	 bytes;
};
struct shares {
	struct share	 present[DUMP_CLASSES], absent[DUMP_CLASSES];
	uint64_t	 all, ranges;
};

static int
larger_first(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return x->class < y->class ? -1 : 1;
}

/* How many ranges memory forms, whatever it was cut into by its classes. */
static uint64_t
count_ranges(const struct dump_model *m)
{
	uint64_t addr, size, off, next = 0, next_off = 0, n = 0;
	size_t i;

	for (i = 0; i < dump_model_pieces(m); i++) {
		dump_model_piece(m, i, &addr, &size, &off);
		if (i == 0 || addr != next || off != next_off)
			n++;
		next = addr + size;
		next_off = off + size;
	}
	return n;
}

static void
share_out(struct shares *s, const struct dump_model *m)
{
	struct dump_region r;
	size_t i;

	*s = (struct shares){ .ranges = count_ranges(m) };
	for (i = 0; i < DUMP_CLASSES; i++)
		s->present[i].class = s->absent[i].class = (unsigned)i;
	for (i = 0; i < dump_model_regions(m); i++) {
		dump_model_region(m, i, &r);
		s->present[r.kind].bytes += r.present;
		s->absent[r.kind].bytes += r.size - r.present;
		s->all += r.present;
	}
}

/* "182.4 MiB code and rodata; 255.8 GiB inaccessible" */
static void
absent_row(const struct info *in, struct shares *s)
{
	enum { NAMED = 3 };
	char names[128] = "", size[DUMP_SIZE_TEXT], none[DUMP_SIZE_TEXT];
	uint64_t nothing = s->absent[DUMP_NONE].bytes, rest = 0;
	size_t i, named = 0, used = 0;

	s->absent[DUMP_NONE].bytes = 0;
	qsort(s->absent, DUMP_CLASSES, sizeof *s->absent, larger_first);
	while (named < NAMED && s->absent[named].bytes > 0)
		named++;
	for (i = 0; i < DUMP_CLASSES; i++)
		rest += s->absent[i].bytes;
	for (i = 0; i < named; i++)
		used += (size_t)snprintf(names + used, sizeof names - used,
		    "%s%s", i == 0 ? "" : i + 1 < named ? ", " : " and ",
		    dump_class_name(s->absent[i].class));
	if (rest == 0 && nothing == 0)
		return;
	dump_size_text(size, rest);
	dump_size_text(none, nothing);
	if (rest == 0)
		info_row(in, "", "%-12s%10s inaccessible", "absent", none);
	else if (nothing == 0)
		info_row(in, "", "%-12s%10s %s", "absent", size, names);
	else
		info_row(in, "", "%-12s%10s %s; %s inaccessible", "absent",
		    size, names, none);
}

static void
rows(const struct info *in)
{
	char size[DUMP_SIZE_TEXT];
	struct shares s;
	size_t i;

	share_out(&s, in->m);
	if (dump_model_regions(in->m) == 0)
		return;
	info_row(in, "Memory", "%s present in %" PRIu64 " range%s",
	    dump_size_text(size, s.all), s.ranges, s.ranges == 1 ? "" : "s");
	qsort(s.present, DUMP_CLASSES, sizeof *s.present, larger_first);
	for (i = 0; i < DUMP_CLASSES && s.present[i].bytes > 0; i++)
		info_row(in, "", "%-12s%10s   %s",
		    dump_class_name(s.present[i].class),
		    dump_size_text(size, s.present[i].bytes),
		    dump_class_summary(s.present[i].class));
	absent_row(in, &s);
}

static void
section(const struct info *in)
{
	char size[DUMP_SIZE_TEXT], present[DUMP_SIZE_TEXT], prot[CLI_PROTECTION];
	struct dump_region r;
	size_t i;

	info_line(in, "%-18s %11s %11s %-5s %-12s %s", "address", "size",
	    "present", "prot", "class", "file");
	for (i = 0; i < dump_model_regions(in->m); i++) {
		dump_model_region(in->m, i, &r);
		info_line(in, "0x%016" PRIx64 " %11s %11s %-5s %-12s %s",
		    r.addr, dump_size_text(size, r.size),
		    r.present == 0 ? "-" : dump_size_text(present, r.present),
		    cli_protection(prot, r.prot), dump_class_name(r.kind),
		    r.file != NULL ? r.file : "");
	}
}

static json_t *
regions_json(const struct info *in)
{
	json_t *regions = json_array(), *one;
	struct dump_region r;
	char prot[CLI_PROTECTION];
	size_t i;

	for (i = 0; i < dump_model_regions(in->m); i++) {
		dump_model_region(in->m, i, &r);
		one = json_object();
		json_object_set_new(one, "base_addr", cli_json_hex(r.addr));
		json_object_set_new(one, "bytes", cli_json_size(r.size));
		json_object_set_new(one, "present",
		    cli_json_size(r.present));
		json_object_set_new(one, "protection",
		    json_string(cli_protection(prot, r.prot)));
		json_object_set_new(one, "class",
		    json_string(dump_class_name(r.kind)));
		json_object_set_new(one, "filename", cli_json_text(r.file));
		json_array_append_new(regions, one);
	}
	return regions;
}

static void
json(const struct info *in, json_t *doc, bool alone)
{
	json_t *memory = json_object(), *classes = json_object();
	struct shares s;
	unsigned i;

	share_out(&s, in->m);
	json_object_set_new(memory, "ranges", cli_json_size(s.ranges));
	json_object_set_new(memory, "bytes", cli_json_size(s.all));
	for (i = 0; i < DUMP_CLASSES; i++)
		if (s.present[i].bytes > 0)
			json_object_set_new(classes, dump_class_name(i),
			    cli_json_size(s.present[i].bytes));
	json_object_set_new(memory, "by_class", classes);
	if (alone)
		json_object_set_new(memory, "regions", regions_json(in));
	json_object_set_new(doc, "memory", memory);
}

const struct info_part info_memory = { "memory", rows, section, json };
