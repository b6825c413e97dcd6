/* SPDX-License-Identifier: BSD-2-Clause */
/* header.c -- the file itself: size, format, flags, is it whole. */
#include <inttypes.h>
#include <string.h>

#include "cli_json.h"
#include "info/info.h"

/* "86.4 MiB (gzip, indexed) of ", if it is compressed. */
static void
wrapping_text(char *buf, size_t size, const struct info *in)
{
	char packed[DUMP_SIZE_TEXT];

	buf[0] = '\0';
	if (*in->wrapping != '\0')
		snprintf(buf, size, "%s (%s%s%s%s) of ",
		    dump_size_text(packed, in->packed), in->wrapping,
		    in->indexed && in->member == NULL ? ", indexed" : "",
		    in->member != NULL ? ": " : "",
		    in->member != NULL ? in->member : "");
}

static void
file_row(const struct info *in)
{
	char is[DUMP_SIZE_TEXT], should[DUMP_SIZE_TEXT], wrapping[512];

	wrapping_text(wrapping, sizeof wrapping, in);
	if (in->missing == 0)
		info_row(in, "File", "%s   %s%s", in->name, wrapping,
		    dump_size_text(is, in->bytes));
	else
		info_row(in, "File", "%s   %s%s of %s: truncated", in->name,
		    wrapping, dump_size_text(is, in->bytes),
		    dump_size_text(should, in->bytes + in->missing));
}

/* "WithHandleData" is "HandleData" to people. */
static const char *
short_flag(const char *name)
{
	return strncmp(name, "With", 4) == 0 &&
	    strncmp(name, "Without", 7) != 0 ? name + 4 : name;
}

static void
type_row(const struct info *in)
{
	const char *preset = dump_preset_of(in->f->type);
	char text[1024] = "";
	size_t used = 0;
	unsigned bit;

	if (!in->f->has_type)
		return;
	for (bit = 0; dump_type_name(bit) != NULL; bit++)
		if ((in->f->type >> bit & 1) != 0 && used < sizeof text)
			used += (size_t)snprintf(text + used,
			    sizeof text - used, " %s",
			    short_flag(dump_type_name(bit)));
	info_row(in, "Type", "0x%" PRIx64 "%s%s:%s", in->f->type,
	    preset != NULL ? " = " : "", preset != NULL ? preset : "",
	    in->f->type == 0 ? " Normal" : text);
}

static void
rows(const struct info *in)
{
	file_row(in);
	info_row(in, "Format", "%s%s%s", in->f->format,
	    in->f->producer != NULL ? ", by " : "",
	    in->f->producer != NULL ? in->f->producer : "");
	type_row(in);
	if (in->damaged)
		info_row(in, "Complete", "no: %s", in->why);
	else
		info_row(in, "Complete", "yes");
}

static json_t *
type_json(const struct info *in)
{
	json_t *type, *flags;
	unsigned bit;

	if (!in->f->has_type)
		return json_null();
	type = json_object();
	flags = json_array();
	for (bit = 0; dump_type_name(bit) != NULL; bit++)
		if ((in->f->type >> bit & 1) != 0)
			json_array_append_new(flags,
			    json_string(dump_type_name(bit)));
	json_object_set_new(type, "mask", cli_json_mask(in->f->type));
	json_object_set_new(type, "flags", flags);
	json_object_set_new(type, "preset",
	    cli_json_text(dump_preset_of(in->f->type)));
	return type;
}

static void
json(const struct info *in, json_t *doc, bool alone)
{
	json_t *missing = json_array(), *one;

	(void)alone;
	json_object_set_new(doc, "format", cli_json_text(in->f->format_id));
	json_object_set_new(doc, "producer", cli_json_text(in->f->producer));
	json_object_set_new(doc, "complete", json_boolean(!in->damaged));
	if (in->missing != 0) {
		one = json_object();
		json_object_set_new(one, "offset", cli_json_hex(in->bytes));
		json_object_set_new(one, "bytes",
		    cli_json_size(in->missing));
		json_array_append_new(missing, one);
	}
	json_object_set_new(doc, "missing", missing);
	json_object_set_new(doc, "type", type_json(in));
}

const struct info_part info_header = { "header", rows, NULL, json };
