#!/bin/sh
# Build stage: copies from this Debian what programs need, and nothing else, into /image. What is not named here is not
# in the sandbox: no shell, no package manager, no compiler, no suid program, no documentation.
set -eu
root=/image

# Python and the libraries that it and the wheels load; their metadata stays, so that scanners see the versions.
packages='
base-files libbz2-1.0 libc-bin libc6 libcrypt1 libdb5.3 libexpat1 libffi8 libgcc-s1 liblzma5 libncursesw6
libpython3.11-minimal libpython3.11-stdlib libreadline8 libsqlite3-0 libssl3 libstdc++6 libtinfo6 libuuid1 media-types
python3.11 python3.11-minimal tzdata zlib1g
'
fonts='fonts-noto-cjk fonts-noto-core fonts-symbola fonts-unifont'

# One weight of the fonts that `runner/font_fallback.py` falls back to.
font_files='
/fonts-noto-cjk/NotoSansCJK-Regular\.ttc$|/opentype/noto/NotoSansCJK-Regular\.ttc$
/NotoSans(Bengali|Devanagari|Ethiopic|Gujarati|Gurmukhi|Kannada|Khmer|Malayalam|Math|Myanmar|Oriya)-Regular\.ttf$
/NotoSans(Sinhala|Symbols|Symbols2|Syriac|Tamil|Telugu|Thaana|Thai|Tibetan)-Regular\.ttf$
/NotoSerifTibetan-Regular\.ttf$
/Symbola_hint\.ttf$
/unifont(_upper)?\.otf$
'

mkdir -p $root/etc $root/usr/bin $root/usr/lib64 $root/usr/lib $root/proc $root/sys $root/dev $root/job $root/opt/snaprun
mkdir -m 1777 $root/tmp
ln -s usr/bin $root/bin
ln -s usr/lib $root/lib
ln -s usr/lib64 $root/lib64

wanted='^/(usr/)?lib(64)?/|^/usr/share/zoneinfo/|^/usr/bin/python3\.11$|^/etc/(debian_version|mime\.types)$'
unwanted='/gconv/|/usr/lib/python3/|/nis\.|\.exe$|/lib2to3/|/idlelib/|/turtledemo/|/ensurepip/|/usr/lib/mime/|/zoneinfo/right/'
copy() { tar -C / --no-recursion -cf - -T - | tar -C $root -xf -; }
for package in $packages; do
  dpkg -L "$package" | grep -E "$wanted" | grep -vE "$unwanted" | while read -r path; do
    if [ ! -d "$path" ] || [ -L "$path" ]; then echo ".$path"; fi
  done
done | sort -u | copy
ln -s python3.11 $root/usr/bin/python3
ln -s ../usr/lib/os-release $root/etc/os-release

# Shared objects that nothing here can load any more would only be surface.
echo 'sandbox:x:10001:10001::/tmp:/nonexistent' > $root/etc/passwd
echo 'sandbox:x:10001:' > $root/etc/group
printf 'passwd: files\ngroup: files\nhosts: files\n' > $root/etc/nsswitch.conf
cp -r /etc/ld.so.conf /etc/ld.so.conf.d $root/etc/
ldconfig -r $root
rm -rf $root/etc/ld.so.conf $root/etc/ld.so.conf.d $root/var/cache
python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash -s $root -p / $root/usr/lib/python3.11

pattern=$(echo "$font_files" | grep . | paste -sd '|')
mkdir -p /image-fonts
for package in $fonts; do dpkg -L "$package" | grep -E "$pattern" || true; done | sort -u | sed 's/^/./' |
  tar -C / -cf - -T - | tar -C /image-fonts -xf -

mkdir -p $root/var/lib/dpkg/status.d
for package in $packages $fonts; do
  dpkg-query --showformat='Package: ${Package}\nStatus: ${Status}\nVersion: ${Version}\nArchitecture: ${Architecture}\nSource: ${source:Package} (${source:Version})\nMaintainer: ${Maintainer}\n' \
    --show "$package" > "$root/var/lib/dpkg/status.d/$package"
done

find $root /image-fonts -xdev -type f -perm /6000 -exec chmod a-s {} +
chmod -R go-w $root/usr $root/etc $root/opt $root/var
