/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scrub.c -- what the records of an output leave out of those of its input:
 * directories of modules, names of objects, registers.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "minidump/writer.h"

/* CodeView records of a PDB: its path stands last. */
enum {
	RSDS = 0x53445352, RSDS_PATH = 24, NB10 = 0x3031424e, NB10_PATH = 16
};
/* MINIDUMP_EXCEPTION_STREAM */
enum { E_PARAMS = 40, E_PARAMS_END = 160 };

/* The Nth slash of either kind in TEXT ends there. */
static size_t
behind_slash(const struct output *w, const uint8_t *text, size_t len,
    unsigned unit, size_t n)
{
	uint32_t c;
	size_t i;

	for (i = 0; n > 0 && i + unit <= len; i += unit) {
		c = unit == 2 ? get16(w->md->big, text + i) : text[i];
		n -= c == '/' || c == '\\';
	}
	return i;
}

/*
 * A path of LEN bytes at OFF, in units of UNIT: *SKIP bytes of it are a
 * directory that goes.  Of what is longer than anybody makes a path, all.
 */
static int
measure_directory(const struct output *w, uint64_t off, uint32_t len,
    unsigned unit, uint32_t *skip, struct dump_err *err)
{
	size_t got, private, i, slashes = 0;
	uint8_t *raw;
	char *text;
	int rc = -1;

	*skip = len;
	if (len > TEXT_MAX || len == 0)
		return 0;
	raw = malloc(len + 1);
	text = malloc(3 * (size_t)len + 1);
	if (raw == NULL || text == NULL)
		dump_fail_nomem(err);
	else if (md_read(w->md, off, raw, len, &got, err) == 0) {
		raw[got] = '\0';
		if (unit == 2)
			text_from_utf16(text, raw, got / 2, w->md->big);
		else
			memcpy(text, raw, got + 1);
		private = text_path_private(text);
		for (i = 0; i < private; i++)
			slashes += text[i] == '/' || text[i] == '\\';
		*skip = (uint32_t)behind_slash(w, raw, got, unit, slashes);
		rc = 0;
	}
	free(raw);
	free(text);
	return rc;
}

static int
scrub_path(struct output *w, struct blob *b, struct dump_err *err)
{
	uint32_t skip;

	if (measure_directory(w, b->off + 4, b->len - 4, 2, &skip, err) ==
	    -1)
		return -1;
	b->head = 4;
	b->skip = skip;
	b->len -= skip;
	return 0;
}

static int
scrub_codeview(struct output *w, struct blob *b, struct dump_err *err)
{
	uint32_t skip, head;
	uint8_t sign[4];
	size_t got;

	if (md_read(w->md, b->off, sign, sizeof sign, &got, err) == -1)
		return -1;
	if (got < sizeof sign || b->len < sizeof sign)
		return 0;
	head = get32(w->md->big, sign) == RSDS ? RSDS_PATH :
	    get32(w->md->big, sign) == NB10 ? NB10_PATH : 0;
	if (head == 0 || b->len <= head)
		return 0;
	if (measure_directory(w, b->off + head, b->len - head, 1, &skip,
	    err) == -1)
		return -1;
	b->head = head;
	b->skip = skip;
	b->len -= skip;
	return 0;
}

int
output_scrub_blobs(struct output *w, struct dump_err *err)
{
	bool paths = (w->p->scrub & SCRUB_PATHS) != 0;
	bool names = (w->p->scrub & SCRUB_NAMES) != 0;
	struct blob *b;
	size_t i;

	for (i = 0; i < w->blobs.n; i++) {
		b = &w->blobs.v[i];
		if (b->len == 0)
			continue;
		switch (b->target) {
		case TO_PATH:
			if (paths && scrub_path(w, b, err) == -1)
				return -1;
			break;
		case TO_CODEVIEW:
			if (paths && scrub_codeview(w, b, err) == -1)
				return -1;
			break;
		case TO_MISC:		/* the name of a file, no more */
			if (paths)
				b->len = 0;
			break;
		case TO_OBJECT_NAME:
			if (names)
				b->len = 0;
			break;
		default:
			break;
		}
	}
	return 0;
}

bool
output_scrubs_context(const struct output *w, const struct blob *b)
{
	return b->target == TO_CONTEXT &&
	    (w->p->scrub & (SCRUB_VECTORS | SCRUB_REGISTERS)) != 0;
}

bool
output_scrubs_stream(const struct output *w, const struct stream *s)
{
	return (s->type == ST_EXCEPTION && s->have >= E_PARAMS_END &&
	    (w->p->scrub & SCRUB_REGISTERS) != 0) ||
	    (s->type == ST_LINUX_MAPS && s->have <= RELOCATED_MAX &&
	    (w->p->scrub & SCRUB_PATHS) != 0);
}

/* Words of 64 bits, also of a process of 32. */
static void
scrub_parameters(const struct output *w, uint8_t *params, uint8_t *end)
{
	uint64_t word, high;

	for (; params < end; params += 8) {
		word = get64(w->md->big, params);
		high = word >> 32;
		if ((w->md->m->word == 4 && high != 0 && high != UINT32_MAX) ||
		    !w->p->scrub_word(w->p->scrub_ctx, NONE, word,
		    w->md->m->word))
			memset(params, 0, 8);
	}
}

/* Blanks in place of directories: any number of them stands there. */
static void
scrub_maps(char *text, size_t len)
{
	char *line = text, *end, *path, *stop = text + len, saved;
	size_t fields, private;	/* TEXT has room for a NUL */

	for (; line < stop; line = end + 1) {
		end = memchr(line, '\n', (size_t)(stop - line));
		if (end == NULL)
			end = stop;
		path = line;
		for (fields = 0; fields < 5; fields++) {
			while (path < end && *path != ' ' && *path != '\t')
				path++;
			while (path < end && (*path == ' ' || *path == '\t'))
				path++;
		}
		saved = *end;
		*end = '\0';
		private = text_path_private(path);
		if (private > 0)
			memset(path, ' ', private);
		*end = saved;
	}
}

void
output_scrub_stream(const struct output *w, const struct stream *s,
    uint8_t *buf, uint32_t len)
{
	if (s->type == ST_EXCEPTION)
		scrub_parameters(w, buf + E_PARAMS, buf + E_PARAMS_END);
	else
		scrub_maps((char *)buf, len);
}
