/* SPDX-License-Identifier: BSD-2-Clause */
/* unix.c -- what Linux writers copy from /proc, but for the map. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "minidump/minidump.h"

enum { PROC_MAX = 1024 * 1024, PAGE_MIN = 512, PAGE_MAX = 1 << 30 };

/* <elf.h> has them too, but dumps are read on other systems as well. */
enum {
	AT_END = 0, AT_PROGRAM_HEADERS = 3, AT_HEADER_SIZE = 4,
	AT_HEADER_COUNT = 5, AT_PAGE_SIZE = 6, AT_LOADER = 7,
	AT_ENTRY_POINT = 9, AT_USER = 11, AT_RANDOM_BYTES = 25,
	AT_EXEC_NAME = 31, AT_VDSO = 33
};

static void
set_auxv(struct dump_model *m, uint64_t type, uint64_t value)
{
	switch (type) {
	case AT_PROGRAM_HEADERS:
		m->at_phdr = value;
		break;
	case AT_HEADER_SIZE:
		m->at_phent = (uint32_t)value;
		break;
	case AT_HEADER_COUNT:
		m->at_phnum = (uint32_t)value;
		break;
	case AT_PAGE_SIZE:
		if (value >= PAGE_MIN && value <= PAGE_MAX &&
		    (value & (value - 1)) == 0)
			m->page = value;
		break;
	case AT_LOADER:
		m->at_base = value;
		break;
	case AT_ENTRY_POINT:
		m->at_entry = value;
		break;
	case AT_USER:
		m->facts.has_uid = true;
		m->facts.uid = (uint32_t)value;
		break;
	case AT_RANDOM_BYTES:
		m->at_random = value;
		break;
	case AT_EXEC_NAME:
		m->at_execfn = value;
		break;
	case AT_VDSO:
		m->at_sysinfo = value;
		break;
	}
}

static int
read_auxv(struct minidump *md, struct dump_err *err)
{
	const struct stream *s = md_stream(md, ST_LINUX_AUXV);
	unsigned w = md->m->word;
	uint8_t *buf;
	uint64_t type;
	size_t i, len;

	if (s == NULL)
		return 0;
	if (md_load(md, s, PROC_MAX, &buf, &len, err) == -1)
		return -1;
	for (i = 0; i + 2 * w <= len; i += 2 * w) {
		if ((type = get_word(md->big, w, buf + i)) == AT_END)
			break;
		set_auxv(md->m, type, get_word(md->big, w, buf + i + w));
	}
	free(buf);
	return 0;
}

/* The number behind KEY at the start of a line. */
static bool
status_number(const char *text, const char *key, uint32_t *out)
{
	const char *line = text;
	size_t n = strlen(key);
	unsigned long v;
	char *end;

	while (line != NULL && strncmp(line, key, n) != 0)
		if ((line = strchr(line, '\n')) != NULL)
			line++;
	if (line == NULL)
		return false;
	errno = 0;
	v = strtoul(line + n, &end, 10);
	if (errno != 0 || end == line + n || v > UINT32_MAX)
		return false;
	*out = (uint32_t)v;
	return true;
}

/* /proc/PID/status of the thread that crashed. */
static int
read_status(struct minidump *md, struct dump_err *err)
{
	struct dump_facts *f = &md->m->facts;
	const struct stream *s = md_stream(md, ST_LINUX_STATUS);
	uint8_t *buf;
	uint32_t n;
	size_t len;

	if (s == NULL)
		return 0;
	if (md_load(md, s, PROC_MAX, &buf, &len, err) == -1)
		return -1;
	if (status_number((char *)buf, "Tgid:", &n) ||
	    status_number((char *)buf, "Pid:", &n)) {
		f->has_pid = true;
		f->pid = n;
	}
	if (status_number((char *)buf, "PPid:", &n))
		f->ppid = n;
	if (status_number((char *)buf, "Uid:", &n)) {
		f->has_uid = true;
		f->uid = n;
	}
	free(buf);
	return 0;
}

/* Arguments, each with a NUL behind it. */
static int
read_command(struct minidump *md, struct dump_err *err)
{
	const struct stream *s = md_stream(md, ST_LINUX_COMMAND);
	uint8_t *buf;
	size_t i, len;

	if (s == NULL)
		return 0;
	if (md_load(md, s, PROC_MAX, &buf, &len, err) == -1)
		return -1;
	while (len > 0 && buf[len - 1] == '\0')
		len--;
	for (i = 0; i < len; i++)
		if (buf[i] == '\0')
			buf[i] = ' ';
	if (len > 0)
		md->m->facts.command = arena_text(&md->m->text, buf, len, err);
	free(buf);
	return len > 0 && md->m->facts.command == NULL ? -1 : 0;
}

int
md_read_unix(struct minidump *md, struct dump_err *err)
{
	if (read_auxv(md, err) == -1 || read_status(md, err) == -1)
		return -1;
	return read_command(md, err);
}
