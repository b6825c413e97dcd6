/* SPDX-License-Identifier: BSD-2-Clause */
/* tiers.c -- what was left out of an output of limited size: --dry-run, -v. */
#include "cli_json.h"
#include "filter/filter.h"

static const char *
figure(char buf[DUMP_SIZE_TEXT], uint64_t bytes)
{
	return bytes == 0 ? "-" : dump_size_text(buf, bytes);
}

void
show_tiers(const struct dump_plan *p, FILE *out)
{
	char a[DUMP_SIZE_TEXT], b[DUMP_SIZE_TEXT], c[DUMP_SIZE_TEXT];
	uint64_t wanted, kept;
	const char *name;
	size_t i;

	for (i = 0; (name = dump_plan_tier(p, i, &wanted, &kept)) != NULL;
	    i++) {
		if (i == 0)
			fprintf(out, "%-13s %11s %11s %11s\n", "worth most",
			    "wanted", "kept", "left out");
		if (wanted != 0)
			fprintf(out, "%-13s %11s %11s %11s\n", name,
			    figure(a, wanted), figure(b, kept),
			    figure(c, wanted - kept));
	}
}

void
add_tiers(void *doc, const struct dump_plan *p)
{
	json_t *tiers = json_array(), *one;
	uint64_t wanted, kept;
	const char *name;
	size_t i;

	for (i = 0; (name = dump_plan_tier(p, i, &wanted, &kept)) != NULL;
	    i++) {
		one = json_object();
		json_object_set_new(one, "name", json_string(name));
		json_object_set_new(one, "wanted", cli_json_size(wanted));
		json_object_set_new(one, "kept", cli_json_size(kept));
		json_array_append_new(tiers, one);
	}
	if (i > 0)
		json_object_set(doc, "worth_most", tiers);
	json_decref(tiers);
	if (dump_plan_packed(p) > 0)
		json_object_set_new(doc, "packed_bytes",
		    cli_json_size(dump_plan_packed(p)));
}
