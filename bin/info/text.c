/* SPDX-License-Identifier: BSD-2-Clause */
/* text.c -- how the view writes rows and names. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "info/info.h"

enum { LABEL = 11 };

/* Prints what a dump says, all of it, so that a terminal cannot obey it, and
 * no blanks at the end of a line. */
static void
put(FILE *out, const char *fmt, va_list ap)
{
	char *text, *safe = NULL;
	size_t n, room;

	if (vasprintf(&text, fmt, ap) == -1)
		text = NULL;
	if (text != NULL) {
		room = 4 * strlen(text) + 1;
		if ((safe = malloc(room)) != NULL)
			dump_escape(safe, room, text);
	}
	n = safe != NULL ? strlen(safe) : 0;
	while (n > 0 && safe[n - 1] == ' ')
		n--;
	fprintf(out, "%.*s\n", (int)n, safe != NULL ? safe : "");
	free(safe);
	free(text);
}

void
info_row(const struct info *in, const char *label, const char *fmt, ...)
{
	va_list ap;

	fprintf(in->out, "%-*s", LABEL, label);
	va_start(ap, fmt);
	put(in->out, fmt, ap);
	va_end(ap);
}

void
info_line(const struct info *in, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(in->out, fmt, ap);
	va_end(ap);
}

const char *
info_base_name(const char *path)
{
	const char *p, *last = path;

	for (p = path; *p != '\0'; p++)
		if ((*p == '/' || *p == '\\') && p[1] != '\0')
			last = p + 1;
	return last;
}

void
info_thread_id(char *buf, size_t size, const struct info *in, uint64_t id)
{
	if (in->f->os != NULL && strcmp(in->f->os, "Windows") == 0)
		snprintf(buf, size, "0x%" PRIx64, id);
	else
		snprintf(buf, size, "%" PRIu64, id);
}
