/* SPDX-License-Identifier: BSD-2-Clause */
/* process.c -- who it was, how it was started, when it was dumped. */
#include <inttypes.h>
#include <time.h>

#include "cli_json.h"
#include "info/info.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

static bool
when(char *buf, size_t size, int64_t seconds, const char *form)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	return seconds != 0 && gmtime_r(&t, &tm) != NULL &&
	    strftime(buf, size, form, &tm) > 0;
}

/* The two largest units of a time span. */
static void
how_long(char *buf, size_t size, int64_t s)
{
	if (s >= DAY)
		snprintf(buf, size, "%" PRId64 " d %" PRId64 " h", s / DAY,
		    s % DAY / HOUR);
	else if (s >= HOUR)
		snprintf(buf, size, "%" PRId64 " h %" PRId64 " min", s / HOUR,
		    s % HOUR / MINUTE);
	else if (s >= MINUTE)
		snprintf(buf, size, "%" PRId64 " min %" PRId64 " s",
		    s / MINUTE, s % MINUTE);
	else
		snprintf(buf, size, "%" PRId64 " s", s);
}

static void
time_row(const struct info *in)
{
	static const char form[] = "%Y-%m-%d %H:%M:%S UTC";
	char at[64], span[64];

	if (when(at, sizeof at, in->f->time, form)) {
		if (in->f->start == 0 || in->f->start > in->f->time) {
			info_row(in, "Time", "%s", at);
			return;
		}
		how_long(span, sizeof span, in->f->time - in->f->start);
		info_row(in, "Time", "%s, %s after start", at, span);
	} else if (when(at, sizeof at, in->mtime, form))
		info_row(in, "Time", "not recorded; file of %s", at);
}

static void
process_row(const struct info *in)
{
	const struct dump_facts *f = in->f;
	char pid[32] = "", uid[32] = "";

	if (f->process == NULL && !f->has_pid)
		return;
	if (f->has_pid)
		snprintf(pid, sizeof pid, "%spid %" PRIu32,
		    f->process != NULL ? ", " : "", f->pid);
	if (f->has_uid)
		snprintf(uid, sizeof uid, ", uid %" PRIu32, f->uid);
	info_row(in, "Process", "%s%s%s",
	    f->process != NULL ? f->process : "", pid, uid);
}

static void
rows(const struct info *in)
{
	process_row(in);
	if (in->f->command != NULL)
		info_row(in, "Command", "%s", in->f->command);
	time_row(in);
}

static json_t *
time_json(int64_t seconds)
{
	char text[64];

	return when(text, sizeof text, seconds, "%Y-%m-%dT%H:%M:%SZ") ?
	    json_string(text) : json_null();
}

static void
json(const struct info *in, json_t *doc, bool alone)
{
	const struct dump_facts *f = in->f;
	json_t *process = json_object();

	(void)alone;
	json_object_set_new(doc, "pid",
	    f->has_pid ? json_integer(f->pid) : json_null());
	json_object_set_new(process, "name", cli_json_text(f->process));
	json_object_set_new(process, "command", cli_json_text(f->command));
	json_object_set_new(process, "uid",
	    f->has_uid ? json_integer(f->uid) : json_null());
	json_object_set_new(process, "start_time", time_json(f->start));
	json_object_set_new(doc, "process", process);
	json_object_set_new(doc, "time", time_json(f->time));
}

const struct info_part info_process = { "process", rows, NULL, json };
