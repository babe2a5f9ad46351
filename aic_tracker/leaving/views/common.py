"""What the gestures by which somebody leaves share: their blueprint."""

from flask import Blueprint

bp = Blueprint("leaving", __name__)
