/* SPDX-License-Identifier: BSD-2-Clause */
/* maps.c -- the text of /proc/PID/maps: regions, mappings and their files. */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "minidump/minidump.h"

/* A path of PATH_MAX, each byte escaped, and the numbers before it. */
enum { LINE_MAX_BYTES = 32 * 1024 };

struct maps {
	struct minidump	*md;
	uint64_t	 at, left;
	char		 buf[LINE_MAX_BYTES + 1];
	size_t		 pos, fill;
	bool		 regions;	/* does no other stream give them? */
	uint32_t	 count;
	size_t		 bad;
};

/* The next line, without its end; *LINE is NULL after the last one. */
static int
next_line(struct maps *p, char **line, struct dump_err *err)
{
	char *end;
	size_t got, want;

	*line = NULL;
	end = memchr(p->buf + p->pos, '\n', p->fill - p->pos);
	if (end == NULL && p->left > 0) {
		memmove(p->buf, p->buf + p->pos, p->fill - p->pos);
		p->fill -= p->pos;
		p->pos = 0;
		want = (size_t)min_u64(p->left, LINE_MAX_BYTES - p->fill);
		if (md_read(p->md, p->at, p->buf + p->fill, want, &got, err) ==
		    -1)
			return -1;
		p->at += got;
		p->left = got < want ? 0 : p->left - got;
		p->fill += got;
		end = memchr(p->buf, '\n', p->fill);
	}
	/* A line too long, and the last one, end where the bytes do. */
	if (end == NULL)
		end = p->buf + p->fill;
	if (p->pos == p->fill)
		return 0;
	*line = p->buf + p->pos;
	p->pos = (size_t)min_u64((size_t)(end - p->buf) + 1, p->fill);
	*end = '\0';
	return 0;
}

static bool
hex_number(char **s, char end, uint64_t *out)
{
	uint64_t v = 0;
	char *p = *s;
	int digit;

	for (; *p != end; p++) {
		if (*p >= '0' && *p <= '9')
			digit = *p - '0';
		else if (*p >= 'a' && *p <= 'f')
			digit = *p - 'a' + 10;
		else
			return false;
		if (v >> 60 != 0)
			return false;
		v = v << 4 | (unsigned)digit;
	}
	if (p == *s)
		return false;
	*s = p + 1;
	*out = v;
	return true;
}

static char *
skip_field(char *s)
{
	while (*s != '\0' && *s != ' ' && *s != '\t')
		s++;
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

struct line {
	uint64_t	 start, end, off;
	unsigned	 prot;
	char		*path;		/* "" where there is none */
};

/* "start-end rwxp offset major:minor inode   path" */
static bool
parse(char *s, struct line *l)
{
	if (!hex_number(&s, '-', &l->start) || !hex_number(&s, ' ', &l->end) ||
	    l->end < l->start || strlen(s) < 5)
		return false;
	l->prot = (s[0] == 'r' ? DUMP_R : 0u) | (s[1] == 'w' ? DUMP_W : 0u) |
	    (s[2] == 'x' ? DUMP_X : 0u);
	s = skip_field(s);
	if (!hex_number(&s, ' ', &l->off))
		return false;
	l->path = skip_field(skip_field(s));
	return true;
}

/* "[heap]", "[stack]", "[anon:...]" name memory that no file has. */
static bool
is_file(const char *path)
{
	return path[0] != '\0' && path[0] != '[';
}

static int
add_line(struct maps *p, const struct line *l, struct dump_err *err)
{
	struct mapping map = { .off = l->off };
	struct region r = { .mapping = NONE, .module = NONE };

	/* A stack that never grew has an empty range above it. */
	if (!md_span(p->md, l->start, l->end - l->start, &map.at))
		return 0;
	r.at = map.at;
	r.allocation = p->count++;
	r.prot = (uint16_t)l->prot;
	if (p->regions && model_add_region(p->md->m, &r, err) == -1)
		return -1;
	if (!is_file(l->path))
		return 0;
	if (model_add_file(p->md->m, l->path, strlen(l->path), &map.file,
	    err) == -1)
		return -1;
	return model_add_mapping(p->md->m, &map, err);
}

static int
read_lines(struct maps *p, struct dump_err *err)
{
	struct line l;
	char *s;

	for (;;) {
		if (next_line(p, &s, err) == -1)
			return -1;
		if (s == NULL)
			return 0;
		if (!parse(s, &l))
			p->bad += *s != '\0';
		else if (add_line(p, &l, err) == -1)
			return -1;
	}
}

int
md_read_maps(struct minidump *md, struct dump_err *err)
{
	const struct stream *s = md_stream(md, ST_LINUX_MAPS);
	struct maps *p;
	int rc;

	if (s == NULL)
		return 0;
	if ((p = malloc(sizeof *p)) == NULL)
		return dump_fail_nomem(err);
	memset(p, 0, sizeof *p);
	p->md = md;
	p->at = s->off;
	p->left = s->have;
	p->regions = md_stream(md, ST_MEMORY_INFO) == NULL;
	rc = read_lines(p, err);
	if (p->bad > 0)
		dump_model_warn(md->m, false, s->off,
		    "LinuxMaps: %zu lines are not understood", p->bad);
	free(p);
	return rc;
}
