"""What happens to pictures on their way: resized, turned, seen at an angle, blurred, noisy, packed as JPEG."""

import io

import cv2
import numpy as np
from PIL import Image


def damage_picture(png, damage):
    image = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    rng = np.random.Generator(np.random.PCG64(damage["seed"]))
    if damage["scale"] != 1:
        size = (round(image.shape[1] * damage["scale"]), round(image.shape[0] * damage["scale"]))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    paper = tuple(int(value) for value in image[2, 2])
    if damage["rotate"] or damage["perspective"]:
        # Room at the edges, so that turning cuts nothing off.
        room = round(image.shape[1] * 0.03)
        image = cv2.copyMakeBorder(image, room, room, room, room, cv2.BORDER_CONSTANT, value=paper)
    height, width = image.shape[:2]
    if damage["rotate"]:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), damage["rotate"], 1)
        image = cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=paper)
    if damage["perspective"]:
        reach = damage["perspective"] * width
        corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
        inwards = np.float32([[1, 1], [-1, 1], [-1, -1], [1, -1]])
        moved = corners + inwards * rng.uniform(0, reach, (4, 2)).astype(np.float32)
        lens = cv2.getPerspectiveTransform(corners, moved)
        image = cv2.warpPerspective(image, lens, (width, height), flags=cv2.INTER_LINEAR, borderValue=paper)
    if damage["blur"]:
        image = cv2.GaussianBlur(image, (0, 0), damage["blur"])
    if damage["noise"]:
        noisy = image.astype(np.float64) + rng.normal(0, damage["noise"], image.shape)
        image = np.clip(np.rint(noisy), 0, 255).astype(np.uint8)
    packed = io.BytesIO()
    Image.fromarray(image).save(packed, "JPEG", quality=damage["jpegQuality"])
    return packed.getvalue()
